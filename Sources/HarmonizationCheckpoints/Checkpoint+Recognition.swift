extension Checkpoint.Format {
  /// Recognises a format by the first bytes.
  /// - Throws: what else the file is, if that can be told.
  init(recognizing bytes: ByteView) throws(CheckpointError) {
    if bytes.count == 0 { throw CheckpointError(.empty) }
    if SafeTensors.isLikely(bytes) {
      self = .safeTensors
    } else if bytes.has(ZipArchive.signature) {
      self = .torchArchive
    } else if bytes.byte(at: 0) == 0x80, (2...5).contains(bytes.byte(at: 1) ?? 0) {
      self = .torchLegacy
    } else {
      throw Self.otherKind(bytes)
    }
  }

  private static func otherKind(_ bytes: ByteView) -> CheckpointError {
    let start = (0..<min(bytes.count, 256)).map { bytes.byte(at: $0) ?? 0 }
    let text = String(decoding: start, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    if text.hasPrefix("<!doctype") || text.hasPrefix("<html") || text.hasPrefix("<?xml") || text.hasPrefix("<head") {
      return CheckpointError(.htmlPage)
    }
    if text.hasPrefix("version https://git-lfs") { return CheckpointError(.gitLFSPointer) }
    let kind = signatures.first { bytes.has($0.bytes, at: $0.offset) }?.kind
    return CheckpointError(kind.map { .otherFormat($0) } ?? .unrecognizedFormat)
  }

  /// Files that people take for checkpoints.
  private static let signatures: [(kind: String, bytes: [UInt8], offset: Int)] = [
    ("an empty zip archive", [0x50, 0x4B, 0x05, 0x06], 0),
    ("a gzip archive", [0x1F, 0x8B], 0),
    ("an HDF5 (Keras) file", [0x89, 0x48, 0x44, 0x46], 0),
    ("a NumPy array", [0x93, 0x4E, 0x55, 0x4D], 0),
    ("a GGUF file", [0x47, 0x47, 0x55, 0x46], 0),
    ("a PNG image", [0x89, 0x50, 0x4E, 0x47], 0),
    ("a JPEG image", [0xFF, 0xD8, 0xFF], 0),
    ("a tar archive", [0x75, 0x73, 0x74, 0x61, 0x72], 257),
  ]
}
