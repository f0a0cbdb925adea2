import Foundation
import HarmonizationPixels

/// A change of a foreground's colours of one kind and a given strength, as another exposure, light, lens or picture style makes
/// it: a question whose answer is known.
public struct Cast: Sendable, Equatable {
  /// A short name, such as `ev-0.5` or `wb4500`.
  public let name: String
  private let change: Change

  private enum Change: Sendable, Equatable {
    case tone(ToneAdjustment)
    /// Distance from the foreground's mean luma, in encoded values, times a factor.
    case contrast(Double)
    /// A share of bright, bluish air mixed in, in encoded values.
    case haze(Double)
    /// A power of encoded values.
    case gamma(Double)
  }

  /// The picture with this cast on its foreground; the background stays, bit for bit.
  ///
  /// - Parameters:
  ///   - photo: RGB.
  ///   - mask: one channel, of the photo's size, 255 where the cast is whole.
  /// - Throws: `DataError.sizeMismatch`, `DataError.invalidParameter`.
  public func applied(to photo: Raster<UInt8>, mask: Raster<UInt8>) throws -> Raster<UInt8> {
    try map(for: photo, mask).applied(to: photo, mask: mask)
  }

  private func map(for photo: Raster<UInt8>, _ mask: Raster<UInt8>) -> ColourMap {
    switch change {
    case .tone(let tone): return tone.map
    case .contrast(let factor):
      let mean = SIMD3<Double>(repeating: Self.meanLuma(of: photo, mask))
      return ColourMap([.affine(AffineMap(matrix: Self.scaling(factor), taking: mean, to: mean))])
    case .haze(let share):
      let air = SIMD3(205.0, 212, 220) / 255
      return ColourMap([.affine(AffineMap(matrix: Self.scaling(1 - share), offset: share * air))])
    case .gamma(let power): return ColourMap([.curves(ChannelCurves { pow($1, power) })])
    }
  }

  private static func scaling(_ factor: Double) -> Matrix3 { Matrix3(diagonal: SIMD3(repeating: factor)) }

  private static func meanLuma(of photo: Raster<UInt8>, _ mask: Raster<UInt8>) -> Double {
    var (sum, area) = (0.0, 0.0)
    for (i, cover) in mask.samples.enumerated() where cover > 0 {
      let at = i * photo.channels
      let colour = SIMD3(Double(photo.samples[at]), Double(photo.samples[at + 1]), Double(photo.samples[at + 2]))
      sum += Double(cover) * (Luma.bt601 * colour).sum() / 255
      area += Double(cover)
    }
    return area > 0 ? sum / area : 0.5
  }
}

extension Cast {
  /// Mild and strong casts of every kind, the same for every model: exposure in linear light, white balance as a black body of
  /// that temperature in kelvin gives it at equal luminance, green and magenta tint, contrast, saturation, haze, lifted blacks,
  /// gamma.
  public static let standard: [Cast] = [
    exposures, balances, tints, contrasts, saturations, hazes, lifts, gammas,
  ].flatMap { $0 }

  private static let exposures = [-1.0, -0.5, 0.5, 1.0].map { stops in
    tone(String(format: "ev%+.1f", stops)) { $0.exposure = stops }
  }

  /// Gains of linear red, green and blue against 6500 K, at equal luminance.
  private static let balances = [
    gains("wb3500", red: 1.51, green: 0.91, blue: 0.39), gains("wb4500", red: 1.25, green: 0.96, blue: 0.63),
    gains("wb8000", red: 0.91, green: 1.01, blue: 1.2),
    gains("wb12000", red: 0.79, green: 1.01, blue: 1.51),
  ]
  private static let tints = [
    gains("green", red: 1, green: 1.2, blue: 1), gains("magenta", red: 1, green: 0.83, blue: 1),
  ]
  private static let contrasts = [0.7, 0.85, 1.2, 1.4].map { Cast(name: "contrast\($0)", change: .contrast($0)) }
  private static let saturations = [0.6, 0.8, 1.25, 1.5].map { factor in
    tone("saturation\(factor)") { $0.saturation = factor }
  }
  private static let hazes = [0.15, 0.3].map { Cast(name: "haze\($0)", change: .haze($0)) }
  private static let lifts = [0.08, 0.15].map { level in tone("lift\(level)") { $0.black = level } }
  private static let gammas = [0.7, 0.85, 1.2, 1.4].map { Cast(name: "gamma\($0)", change: .gamma($0)) }

  private static func gains(_ name: String, red: Double, green: Double, blue: Double) -> Cast {
    Cast(name: name, change: .tone(ToneAdjustment(gains: SIMD3(red, green, blue))))
  }

  private static func tone(_ name: String, _ set: (inout ToneAdjustment) -> Void) -> Cast {
    var tone = ToneAdjustment()
    set(&tone)
    return Cast(name: name, change: .tone(tone))
  }
}
