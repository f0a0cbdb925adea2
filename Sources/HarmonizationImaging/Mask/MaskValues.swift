import HarmonizationPixels

/// The values of a mask's file as they are stored, before it is known what they mean.
public struct MaskValues: Sendable {
  /// One value for each pixel, in rows.
  enum Levels: Sendable {
    case bytes([UInt8])
    case words([UInt16])
  }

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Brightness as stored.
  var levels: Levels
  /// Opacity, 255 for opaque; nil if the picture has no transparency.
  var alpha: [UInt8]?
  /// What the visible pixels look like.
  var look: Look
  /// The last value that was read as a 16-bit number although the file's values end there (255, 1023, 4095); nil if none was.
  var narrowedTo: Int?

  /// The stored value of white.
  var white: Int {
    switch levels {
    case .bytes: 255
    case .words: 65535
    }
  }

  /// The value that all pixels have, as stored; nil if they differ.
  var onlyValue: Int? {
    switch levels {
    case .bytes(let bytes): bytes.first.flatMap { first in bytes.allSatisfy { $0 == first } ? Int(first) : nil }
    case .words(let words): words.first.flatMap { first in words.allSatisfy { $0 == first } ? Int(first) : nil }
    }
  }

  /// What pixels that are more than half opaque look like.
  struct Look: Sendable {
    var visible = 0
    /// Pixels with a hue.
    var coloured = 0
    /// Pixels that are neither nearly black nor nearly white.
    var middle = 0
    var black = 0
    var white = 0

    mutating func add(brightness: Float, range: Float) {
      visible += 1
      if range > 0.12 { coloured += 1 }
      if brightness < 0.04 { black += 1 } else if brightness > 0.96 { white += 1 } else { middle += 1 }
    }

    /// Whether these are the colours of a thing rather than a mask: many pixels with hues, or of middle brightness.
    var isPicture: Bool { visible > 0 && (coloured * 10 > visible || middle * 2 > visible) }
    /// Whether everything is black.
    var isBlack: Bool { visible > 0 && black * 1000 >= visible * 999 }
  }
}

extension MaskValues {
  /// The values of a decoded picture.
  ///
  /// - Parameters:
  ///   - raster: 1 or 2 channels (grey, alpha) or 3 or 4 (red, green, blue, alpha), 0...255.
  ///   - hasAlpha: Whether the last channel is opacity.
  public init(_ raster: Raster<UInt8>, hasAlpha: Bool = false) {
    var collector = MaskCollector(
      width: raster.width, height: raster.height, channels: raster.channels, hasAlpha: hasAlpha, white: 255)
    raster.samples.withUnsafeBufferPointer { samples in
      for y in 0..<raster.height {
        guard let base = samples.baseAddress else { return }
        collector.add(row: y, base + y * raster.width * raster.channels)
      }
    }
    self = collector.values()
  }
}

/// Takes a mask's pixels row by row.
struct MaskCollector {
  private let width: Int
  private let height: Int
  private let channels: Int
  private let hasAlpha: Bool
  /// The sample value of white; 0 for floating point, whose range is known at the end.
  private let white: Float
  private var bytes: [UInt8] = []
  private var words: [UInt16] = []
  private var floats: [Float] = []
  private var alpha: [UInt8] = []
  private var look = MaskValues.Look()

  init(width: Int, height: Int, channels: Int, hasAlpha: Bool, white: Float) {
    (self.width, self.height, self.channels, self.hasAlpha, self.white) = (width, height, channels, hasAlpha, white)
    if white == 255 { bytes = [UInt8](repeating: 0, count: width * height) }
    if white == 65535 { words = [UInt16](repeating: 0, count: width * height) }
    if white == 0 { floats = [Float](repeating: 0, count: width * height) }
    if hasAlpha { alpha = [UInt8](repeating: 0, count: width * height) }
  }

  mutating func add<Sample: PixelSample>(row y: Int, _ row: UnsafePointer<Sample>) {
    let start = y * width
    if channels == 1, Sample.self == UInt8.self, white == 255 {
      bytes.withUnsafeMutableBytes { target in
        target.baseAddress?.advanced(by: start).copyMemory(from: row, byteCount: width)
      }
      return
    }
    let (colours, scale) = (channels - (hasAlpha ? 1 : 0), white > 0 ? 1 / white : 1)
    for x in 0..<width {
      let pixel = row + x * channels
      let opacity = hasAlpha ? pixel[channels - 1].real * scale : 1
      let (value, range) = Self.brightness(pixel, colours)
      if opacity > 0.5 { look.add(brightness: value * scale, range: range * scale) }
      if hasAlpha { alpha[start + x] = UInt8(nearest: opacity * 255) }
      store(value, at: start + x)
    }
  }

  private mutating func store(_ value: Float, at index: Int) {
    if white == 255 {
      // The label (1, 0, 0) is not black, although its brightness is less than half a level.
      bytes[index] = max(UInt8(nearest: value), value > 0 ? 1 : 0)
    } else if white == 65535 {
      words[index] = max(UInt16(nearest: value), value > 0 ? 1 : 0)
    } else {
      floats[index] = value.isFinite ? max(value, 0) : 0
    }
  }

  /// The Rec. 601 luma of colours and how far the channels are apart, in the samples' own units.
  @inline(__always)
  private static func brightness<Sample: PixelSample>(
    _ pixel: UnsafePointer<Sample>, _ colours: Int
  ) -> (value: Float, range: Float) {
    guard colours >= 3 else { return (pixel[0].real, 0) }
    let (red, green, blue) = (pixel[0].real, pixel[1].real, pixel[2].real)
    return (Luma.bt601(red: red, green: green, blue: blue), max(red, green, blue) - min(red, green, blue))
  }

  /// Everything that was taken, in its own range.
  consuming func values() -> MaskValues {
    let isOpaque = alpha.allSatisfy { $0 >= 250 }
    var narrowed: Int?
    let levels: MaskValues.Levels
    if white == 255 {
      levels = .bytes(bytes)
    } else if white == 65535 {
      (levels, narrowed) = Self.narrowed(words)
    } else {
      levels = Self.ranged(floats)
    }
    return MaskValues(
      width: width, height: height, levels: levels, alpha: isOpaque ? nil : alpha, look: look, narrowedTo: narrowed)
  }

  /// 16-bit files that contain 8, 10 or 12 bits.
  private static func narrowed(_ words: [UInt16]) -> (MaskValues.Levels, Int?) {
    let top = Int(words.max() ?? 0)
    if top > 0, top <= 255 { return (.bytes(words.map { UInt8(truncatingIfNeeded: $0) }), 255) }
    guard top == 1023 || top == 4095 else { return (.words(words), nil) }
    return (.words(words.map { UInt16((Int($0) * 65535 + top / 2) / top) }), top)
  }

  /// Floating point is 0...1 or counts as 8 or 16 bits do; what is larger still is divided by the largest value.
  private static func ranged(_ floats: [Float]) -> MaskValues.Levels {
    let top = floats.max() ?? 0
    if top > 1.001, top < 255.5, floats.allSatisfy({ $0 == $0.rounded() }) { return .bytes(floats.map { UInt8($0) }) }
    let scale: Float
    switch top {
    case ..<1.001: scale = 65535
    case ..<255.5: scale = 257
    case ..<65535.5: scale = 1
    default: scale = 65535 / top
    }
    return .words(floats.map { UInt16(nearest: $0 * scale) })
  }
}
