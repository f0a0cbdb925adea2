/// What a shard holds: the JSON at its end.
struct PackIndex: Codable, Equatable {
  /// A run of bytes in the shard.
  struct Blob: Codable, Equatable {
    /// From the start of the file.
    var offset: Int
    var length: Int
    /// CRC-32 of the bytes.
    var check: UInt32
  }

  struct Entry: Codable, Equatable {
    var name: String
    var category: String?
    var width: Int
    var height: Int
    var encoding: PackEncoding
    /// Absent for photos.
    var composite: Blob?
    var target: Blob
    /// `MaskCode` of 8-bit levels.
    var mask: Blob
  }

  var samples: [Entry]
}

extension PackIndex.Entry {
  /// Sides above this are not packed; it keeps every product of two far from overflow.
  static let maximumSide = 1 << 15

  /// What contradicts itself, nil where nothing does; blobs must lie in `bounds`.
  func fault(bounds: Range<Int>) -> String? {
    guard (1...Self.maximumSide).contains(width), (1...Self.maximumSide).contains(height) else {
      return "'\(name)' is said to be \(width)x\(height) pixels"
    }
    for blob in [composite, target, mask].compactMap({ $0 }) {
      let (end, overflow) = blob.offset.addingReportingOverflow(blob.length)
      guard blob.length >= 0, !overflow, blob.offset >= bounds.lowerBound, end <= bounds.upperBound else {
        return "'\(name)' lies outside the file"
      }
    }
    return nil
  }
}
