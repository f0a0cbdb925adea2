import Foundation
import HarmonizationImaging
import HarmonizationPixels

/// A change of colour in the words of a retoucher: what exposure, white balance, contrast, levels and saturation come closest to it, and
/// how much they leave unexplained.
///
///     let explanation = try ChangeExplanation(of: rendering)
///     print(explanation)
///
/// The colours of the foreground decide; what it does not show, such as pure black, is drawn towards no change.
public struct ChangeExplanation: Codable, Equatable, Sendable {
  /// Brighter by so many stops of light.
  public let exposure: Double
  /// The colour temperature in kelvin that white of 6504 K (sRGB's) comes to have: lower is warmer.
  public let temperature: Double
  /// How much more green light there is than red and blue: 0.05 is 5 % towards green, -0.05 towards magenta.
  public let tint: Double
  /// Slope of the tone curve in the middle, less 1: 0.1 is 10 % more contrast.
  public let contrast: Double
  /// What black becomes, in encoded values of 0...1.
  public let blackPoint: Double
  /// What white becomes, in encoded values of 0...1.
  public let whitePoint: Double
  /// Factor of the distance from grey, less 1.
  public let saturation: Double
  /// Signal-to-noise ratio in dB, with peak 1, of these words against the change itself.
  public let unexplained: Double

  /// Explains a rendering's change at its full strength.
  ///
  /// - Parameter rendering: photo, mask and change.
  /// - Throws: `ImagingError` of reading; ``HarmonizationError/emptyMask(_:)``.
  public init(of rendering: Rendering) throws {
    let photo = rendering.photo
    let size = Comparison.fitted(width: photo.width, height: photo.height, to: 128)
    let part = rendering.mask.part(margin: 1)
    let before = try photo.units(of: part, width: size.width, height: size.height)
    let mask = try rendering.mask.raster.resized(part: part, width: size.width, height: size.height).units()
    if let table = rendering.transform as? ColourTable {
      try self.init(from: before, to: before.changed(by: table, mask: mask.map { $0 > 0 ? Float(1) : 0 }), mask: mask)
      return
    }
    let whole = Comparison.fitted(width: photo.width, height: photo.height, to: 256)
    try self.init(
      from: photo.units(width: whole.width, height: whole.height),
      to: rendering.raster(width: whole.width, height: whole.height).units(),
      mask: rendering.mask.raster.resized(width: whole.width, height: whole.height).units()
        .map { $0 > 0.9 ? $0 : 0 })
  }

  /// Explains the change between two pictures.
  ///
  /// - Parameters:
  ///   - before: RGB in 0...1, a few thousand pixels.
  ///   - after: what became of it, same size.
  ///   - mask: what each pixel counts, one channel of the same size.
  /// - Throws: ``HarmonizationError/emptyMask(_:)`` if no pixel counts or sizes differ.
  public init(
    from before: Raster<Float>, to after: Raster<Float>, mask: Raster<Float>
  ) throws(HarmonizationError) {
    let fit = ExplanationFit(from: before, to: after, mask: mask)
    guard !fit.isEmpty else { throw .emptyMask("the mask") }
    let words = fit.solved()
    exposure = words[.exposure]
    temperature = words.kelvin
    tint = exp2(-words[.tint]) - 1
    contrast = words[.contrast]
    (blackPoint, whitePoint) = (words[.black], 1 + words[.white])
    saturation = words[.saturation]
    unexplained = 10 * log10(1 / max(fit.error(of: words), 1e-10))
  }
}

extension ChangeExplanation: CustomStringConvertible {
  /// A line for each word.
  public var description: String {
    func percent(_ share: Double) -> String { "\(share < 0 ? "-" : "+")\(Int((abs(share) * 100).rounded())) %" }
    func level(_ value: Double) -> String { "\(Int((value * 255).rounded()))" }
    let stops = (exposure * 100).rounded() / 100
    let kelvin = Int((temperature / 10).rounded()) * 10
    let direction = temperature < 6504 ? "warmer" : "cooler"
    let balance = abs(temperature - 6504) < 40 ? "unchanged" : "\(direction): white of 6500 K becomes \(kelvin) K"
    let green = Int((abs(tint) * 100).rounded())
    return """
      exposure     \(stops < 0 ? "" : "+")\(stops) EV
      temperature  \(balance)
      tint         \(green == 0 ? "unchanged" : "\(green) % towards \(tint > 0 ? "green" : "magenta")")
      contrast     \(percent(contrast))
      black point  0 becomes \(level(blackPoint)) of 255
      white point  255 becomes \(level(whitePoint)) of 255
      saturation   \(percent(saturation))
      unexplained  \((unexplained * 10).rounded() / 10) dB
      """
  }
}
