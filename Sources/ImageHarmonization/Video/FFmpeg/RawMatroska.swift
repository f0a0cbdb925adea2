/// The little of Matroska that carries raw frames with their times through a pipe: raw video alone has no times, and a video whose
/// frames come at uneven times would be shown at a constant rate.
struct RawMatroska {
  private let width: Int
  private let height: Int
  private let isDeep: Bool
  private let frameRate: Double

  init(width: Int, height: Int, isDeep: Bool, frameRate: Double) {
    (self.width, self.height, self.isDeep, self.frameRate) = (width, height, isDeep, frameRate)
  }

  /// What comes before the first frame.
  var header: [UInt8] {
    let kind = Self.element(
      [0x1A, 0x45, 0xDF, 0xA3],
      Self.number([0x42, 0x86], 1) + Self.number([0x42, 0xF7], 1) + Self.number([0x42, 0xF2], 4)
        + Self.number([0x42, 0xF3], 8) + Self.element([0x42, 0x82], Array("matroska".utf8))
        + Self.number([0x42, 0x87], 4) + Self.number([0x42, 0x85], 2))
    // Times are in microseconds.
    let information = Self.element(
      [0x15, 0x49, 0xA9, 0x66],
      Self.number([0x2A, 0xD7, 0xB1], 1000) + Self.element([0x4D, 0x80], Array("raw".utf8))
        + Self.element([0x57, 0x41], Array("raw".utf8)))
    let segment: [UInt8] = [0x18, 0x53, 0x80, 0x67, 0x01] + [UInt8](repeating: 0xFF, count: 7)
    return kind + segment + information + Self.element([0x16, 0x54, 0xAE, 0x6B], Self.element([0xAE], track))
  }

  private var track: [UInt8] {
    // FFmpeg's codes of rgb24 and rgb48le.
    let code = Array("RGB".utf8) + [isDeep ? 48 : 24]
    let picture =
      Self.number([0xB0], UInt64(width)) + Self.number([0xBA], UInt64(height))
      + Self.element([0x2E, 0xB5, 0x24], code)
    let duration = UInt64((1e9 / min(max(frameRate, 0.001), 1000)).rounded())
    return Self.number([0xD7], 1) + Self.number([0x73, 0xC5], 1) + Self.number([0x83], 1) + Self.number([0x9C], 0)
      + Self.number([0x23, 0xE3, 0x83], duration) + Self.element([0x86], Array("V_UNCOMPRESSED".utf8))
      + Self.element([0xE0], picture)
  }

  /// What comes before a frame's pixels: a cluster of its own, so that its time may be anything.
  func prefix(time: Double, byteCount: Int) -> [UInt8] {
    let stamp = Self.number([0xE7], UInt64(max(0, (time * 1e6).rounded())))
    let block: [UInt8] = [0x81, 0, 0, 0x80]
    let start = [0xA3] + Self.size(block.count + byteCount) + block
    return [0x1F, 0x43, 0xB6, 0x75] + Self.size(stamp.count + start.count + byteCount) + stamp + start
  }

  private static func size(_ count: Int) -> [UInt8] { bytes(UInt64(count) | 1 << 56) }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
  }

  private static func element(_ id: [UInt8], _ contents: [UInt8]) -> [UInt8] { id + size(contents.count) + contents }

  private static func number(_ id: [UInt8], _ value: UInt64) -> [UInt8] { element(id, bytes(value)) }
}
