import CHarmonizationVips
import HarmonizationPixels

/// A colour behind transparent areas, in sRGB.
public struct FlatColour: Sendable, Equatable, CustomStringConvertible {
  /// Red, green and blue, 0...255.
  public let red: UInt8, green: UInt8, blue: UInt8

  /// The colour of three values, 0...255.
  public init(red: UInt8, green: UInt8, blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// White.
  public static let white = FlatColour(red: 255, green: 255, blue: 255)

  /// `white`, `black`, `grey` or `#rrggbb`; nil for anything else.
  public init?(_ text: String) {
    switch text.lowercased() {
    case "white": self = .white
    case "black": self.init(red: 0, green: 0, blue: 0)
    case "grey", "gray": self.init(red: 128, green: 128, blue: 128)
    default:
      let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
      guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
        return nil
      }
      self.init(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
    }
  }

  /// As ``init(_:)`` reads it.
  public var description: String {
    if self == .white { return "white" }
    if red == 0, green == 0, blue == 0 { return "black" }
    let digits = String(Int(red) << 16 | Int(green) << 8 | Int(blue), radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }

  /// The colour in a photo's own encoding, 0...1; one value for a grey photo.
  func native(_ colour: NativeColour, isGrey: Bool) -> [Float] {
    var values = [Float(red) / 255, Float(green) / 255, Float(blue) / 255]
    if isGrey { values = [Float](repeating: Luma.bt601(red: values[0], green: values[1], blue: values[2]), count: 3) }
    let scratch = Scratch(width: 1)
    let planes = [scratch.before.red, scratch.before.green, scratch.before.blue]
    for (plane, value) in zip(planes, values) { plane[0] = value }
    colour.fromSRGB(scratch.before)
    values = planes.map { $0[0] }
    return isGrey ? [values[0]] : values
  }
}

/// Puts a colour behind transparent areas and removes the transparency.
final class Flattening: SampleNode {
  private let background: [Float]
  let isDeep: Bool

  private init(_ background: [Float], isDeep: Bool) { (self.background, self.isDeep) = (background, isDeep) }

  /// - Parameters:
  ///   - image: 8 or 16 bit with transparency as its last channel.
  ///   - background: A value of 0...1 for every colour channel.
  static func flattened(_ image: VipsImage, on background: [Float]) throws(ImagingError) -> VipsImage {
    guard image.channels == background.count + 1 else { return image }
    return try image.generating(
      channels: background.count, format: image.format, interpretation: image.interpretation,
      node: Flattening(background, isDeep: image.format == UInt16.bandFormat))
  }

  func inputFailed() {}

  @inline(__always) func generate<Sample: PixelSample>(
    _ type: Sample.Type, _ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels
  ) {
    let count = background.count
    for y in 0..<area.height {
      let (source, target) = (input.row(y, of: Sample.self), output.row(y, of: Sample.self))
      for x in 0..<area.width {
        let alpha = source[x * (count + 1) + count].unit
        for channel in 0..<count {
          let behind = background[channel] * Sample.white
          target[x * count + channel] = Sample(
            nearest: behind + alpha * (source[x * (count + 1) + channel].real - behind))
        }
      }
    }
  }
}
