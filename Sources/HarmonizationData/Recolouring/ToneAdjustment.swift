import Foundation
import HarmonizationPixels

/// What another exposure, white balance or picture style makes of a scene: gains in linear light, a smooth tone curve,
/// and saturation.
public struct ToneAdjustment: Sendable, Equatable {
  /// Exposure in stops: linear light is multiplied by 2^exposure.
  public var exposure = 0.0
  /// Blue to yellow, in stops: red gains half of it, blue loses half.
  public var temperature = 0.0
  /// Magenta to green, in stops of green against the mean of red and blue.
  public var tint = 0.0
  /// Vertical displacements of the tone curve at its inner knots, evenly spaced in encoded values.
  public var curve: [Double] = []
  /// The same for a curve of each channel's own, after the common one: red, green, blue; none where empty.
  public var channelCurves: [[Double]] = []
  /// Encoded value that black becomes, as by haze or a faded print; below 0 it is crushed.
  public var black = 0.0
  /// Factor on the distance from grey; 1 changes nothing, 0 makes grey.
  public var saturation = 1.0

  /// The adjustment that changes nothing.
  public init() {}

  /// Gains of red, green and blue in linear light, all above 0.
  public init(gains: SIMD3<Double>) {
    let stops = gains.map { log2($0) }
    exposure = stops.sum() / 3
    temperature = stops.x - stops.z
    tint = stops.y - (stops.x + stops.z) / 2
  }

  /// All changes times `factor`: 0 changes nothing, 1 is the same.
  public func scaled(by factor: Double) -> ToneAdjustment {
    var tone = self
    (tone.exposure, tone.temperature, tone.tint) = (factor * exposure, factor * temperature, factor * tint)
    (tone.curve, tone.channelCurves) = (curve.map { factor * $0 }, channelCurves.map { $0.map { factor * $0 } })
    (tone.black, tone.saturation) = (factor * black, 1 + factor * (saturation - 1))
    return tone
  }

  /// The adjustment as a map.
  public var map: ColourMap {
    let gains = (SIMD3(0.5, 0, -0.5) * temperature + SIMD3(-1.0 / 3, 2.0 / 3, -1.0 / 3) * tint + exposure).map {
      exp2($0)
    }
    let tone = MonotoneCurve(displacements: curve)
    let own = (0..<3).map { MonotoneCurve(displacements: channelCurves.count == 3 ? channelCurves[$0] : []) }
    let curves = ChannelCurves { channel, input in
      let value = SRGBCurve.encoded(gains[channel] * SRGBCurve.linear(input))
      // What is blown out stays above 1, so that limits on clipping see it and saturation works on its true colour.
      return value > 1 ? value : black + (1 - black) * own[channel](tone(value))
    }
    let luma = ColourSpaces.yccFromRGB.rows.0
    let grey = Matrix3(luma, luma, luma) * (1 - saturation)
    let matrix = Matrix3(diagonal: SIMD3(repeating: saturation)) + grey
    return ColourMap([.curves(curves), .affine(AffineMap(matrix: matrix))])
  }
}

/// A smooth increasing curve through (0, 0), displaced inner knots and (1, 1): a monotone piecewise cubic (Fritsch and
/// Carlson, SIAM J. Numer. Anal. 1980, with the harmonic-mean slopes of Fritsch and Butland 1984).
struct MonotoneCurve: Sendable {
  private let knots: [Double]
  private let slopes: [Double]

  init(displacements: [Double]) {
    let segments = displacements.count + 1
    var knots = [0.0]
    for (i, displacement) in displacements.enumerated() {
      knots.append(Double(i + 1) / Double(segments) + displacement)
    }
    knots.append(1)
    // Displaced knots that would fall are lifted to just above their predecessor.
    let least = 0.05 / Double(segments)
    for i in 1..<segments { knots[i] = min(max(knots[i], knots[i - 1] + least), 1 - Double(segments - i) * least) }
    self.knots = knots
    slopes = MonotoneCurve.slopes(knots)
  }

  /// The curve at `x` in 0...1.
  func callAsFunction(_ x: Double) -> Double {
    let segments = knots.count - 1
    let position = min(max(x, 0), 1) * Double(segments)
    let i = min(Int(position), segments - 1)
    let t = position - Double(i)
    let (a, b) = (knots[i], knots[i + 1])
    let cubic = t * t * (3 - 2 * t)
    return a + (b - a) * cubic + t * (1 - t) * ((1 - t) * slopes[i] - t * slopes[i + 1])
  }

  /// Slopes per segment width.
  private static func slopes(_ knots: [Double]) -> [Double] {
    let rises = zip(knots.dropFirst(), knots).map { $0 - $1 }
    return knots.indices.map { i in
      if i == 0 { return rises[0] }
      if i == knots.count - 1 { return rises[i - 1] }
      return 2 * rises[i - 1] * rises[i] / (rises[i - 1] + rises[i])
    }
  }
}
