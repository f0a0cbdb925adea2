import HarmonizationPixels

/// Windows bitmaps (BMP), as Paint and scanners write masks: uncompressed, 1 to 32 bits a pixel.
///
/// Read here because libvips reads them only with a library for a hundred old formats, which should not be near a user's files.
struct Bitmap {
  /// Red, green and blue.
  let raster: Raster<UInt8>

  /// The pixels that a file announces; nil if it is not a bitmap. Nothing is allocated.
  static func size(_ head: [UInt8]) -> (width: Int, height: Int)? {
    guard isBitmap(head) else { return nil }
    return (number(head, at: 18, count: 4), abs(number(head, at: 22, count: 4)))
  }

  /// Whether the first bytes are a bitmap's: its mark, two reserved words of zero and a header of a known length.
  static func isBitmap(_ head: [UInt8]) -> Bool {
    head.count >= 54 && head[0] == 0x42 && head[1] == 0x4D && head[6..<10].allSatisfy { $0 == 0 }
      && [40, 52, 56, 108, 124].contains(number(head, at: 14, count: 4))
  }

  /// Decodes a whole file.
  ///
  /// - Throws: ``ImagingError/unsupported(file:reason:)`` for compressed ones, ``ImagingError/damaged(file:detail:)``.
  init(_ bytes: [UInt8], name: String) throws(ImagingError) {
    let (width, height) = Self.size(bytes) ?? (0, 0)
    let bits = Self.number(bytes, at: 28, count: 2)
    let compression = Self.number(bytes, at: 30, count: 4)
    guard (1...1 << 16).contains(width), (1...1 << 16).contains(height) else {
      throw .damaged(file: name, detail: "a bitmap of \(width)x\(height) pixels")
    }
    guard [1, 4, 8, 24, 32].contains(bits), compression == 0 || (compression == 3 && bits == 32) else {
      throw .unsupported(file: name, reason: "a compressed or unusual bitmap (BMP); convert it to PNG")
    }
    let start = Self.number(bytes, at: 10, count: 4)
    let rowLength = (width * bits + 31) / 32 * 4
    guard start >= 54, start <= bytes.count, bytes.count - start >= rowLength * (height - 1) + (width * bits + 7) / 8
    else {
      throw .damaged(file: name, detail: "the bitmap ends too early")
    }
    let palette = Self.palette(bytes, bits: bits, before: start)
    let isTopDown = Self.number(bytes, at: 22, count: 4) < 0
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * width * height)
    for y in 0..<height {
      let row = start + (isTopDown ? y : height - 1 - y) * rowLength
      for x in 0..<width {
        if bits >= 24 {
          let at = row + x * bits / 8
          samples += [bytes[at + 2], bytes[at + 1], bytes[at]]
        } else {
          let byte = Int(bytes[row + x * bits / 8])
          let index = byte >> (8 - bits - x * bits % 8) & (1 << bits - 1)
          samples += index < palette.count ? palette[index] : [0, 0, 0]
        }
      }
    }
    raster = Raster(width: width, height: height, channels: 3, unchecked: samples)
  }

  /// The colours of indexes, red first.
  private static func palette(_ bytes: [UInt8], bits: Int, before end: Int) -> [[UInt8]] {
    guard bits <= 8 else { return [] }
    let start = 14 + number(bytes, at: 14, count: 4)
    let used = number(bytes, at: 46, count: 4)
    let count = (1...1 << bits).contains(used) ? used : 1 << bits
    return (0..<count).compactMap { index in
      let at = start + 4 * index
      return at + 4 <= end ? [bytes[at + 2], bytes[at + 1], bytes[at]] : nil
    }
  }

  /// A little-endian number, signed if it has four bytes.
  private static func number(_ bytes: [UInt8], at: Int, count: Int) -> Int {
    guard at + count <= bytes.count else { return 0 }
    let value = (0..<count).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
    return count == 4 ? Int(Int32(bitPattern: value)) : Int(value)
  }
}
