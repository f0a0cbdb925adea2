import HarmonizationPixels

/// The channels of a picture one after another, each row run-length encoded (PackBits), as Photoshop's files have them.
struct PackedChannels {
  /// For each channel its rows one after another.
  private(set) var rows: [[UInt8]]
  /// For each channel the bytes of each row.
  private(set) var lengths: [[UInt16]]

  /// Computes the picture and packs a part of it.
  init(_ pipeline: Pipeline, part: PixelRect, channels: Int, name: String) throws(ImagingError) {
    var packed = PackedChannels(channels: channels)
    let image = pipeline.image
    let isDeep = image.format == UInt16.bandFormat
    try image.consume(failure: {
      pipeline.state.error($0, name) ?? .processingFailed(file: name, detail: $0)
    }) { strip, pixels in
      for y in 0..<strip.height where strip.y + y >= part.y && strip.y + y < part.y + part.height {
        for channel in 0..<channels {
          let places = (part.x..<part.x + part.width).lazy.map { $0 * image.channels + channel }
          if isDeep {
            let row = pixels.row(y, of: UInt16.self)
            packed.append(places.flatMap { [UInt8(row[$0] >> 8), UInt8(row[$0] & 255)] }, to: channel)
          } else {
            let row = pixels.row(y, of: UInt8.self)
            packed.append(places.map { row[$0] }, to: channel)
          }
        }
      }
    }
    self = packed
  }

  /// Packs a part of a mask, at the depth of the picture that it belongs to.
  init(_ mask: Raster<UInt8>, part: PixelRect, isDeep: Bool) {
    self.init(channels: 1)
    for y in part.y..<part.y + part.height {
      let start = mask.offset(x: part.x, y: y)
      let row = mask.samples[start..<start + part.width]
      append(isDeep ? row.flatMap { [$0, $0] } : Array(row), to: 0)
    }
  }

  private init(channels: Int) {
    rows = Array(repeating: [], count: channels)
    lengths = Array(repeating: [], count: channels)
  }

  private mutating func append(_ row: [UInt8], to channel: Int) {
    let start = rows[channel].count
    Self.pack(row, into: &rows[channel])
    lengths[channel].append(UInt16(truncatingIfNeeded: rows[channel].count - start))
  }

  /// PackBits (Apple, TN1023): a byte n in 0...127 before n + 1 bytes, or 257 - n before a byte that is repeated n times.
  static func pack(_ row: [UInt8], into bytes: inout [UInt8]) {
    var at = 0
    while at < row.count {
      var end = at + 1
      while end < row.count, row[end] == row[at], end - at < 128 { end += 1 }
      if end - at >= 3 {
        bytes.append(UInt8(257 - (end - at)))
        bytes.append(row[at])
        at = end
        continue
      }
      end = at
      // A run of three is worth ending the literals for.
      while end < row.count, end - at < 128 {
        if end + 2 < row.count, row[end] == row[end + 1], row[end] == row[end + 2] { break }
        end += 1
      }
      bytes.append(UInt8(end - at - 1))
      bytes += row[at..<end]
      at = end
    }
  }

  /// The bytes of one channel, compression and lengths in front.
  func bytes(of channel: Int) -> [UInt8] { [0, 1] + Self.bytes(lengths[channel]) + rows[channel] }

  /// The bytes of all channels together: compression, all lengths, all rows.
  var merged: [UInt8] { [0, 1] + lengths.flatMap(Self.bytes) + rows.flatMap { $0 } }

  private static func bytes(_ lengths: [UInt16]) -> [UInt8] { lengths.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
}
