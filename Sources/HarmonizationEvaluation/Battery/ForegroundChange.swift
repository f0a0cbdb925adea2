import Foundation
import HarmonizationPixels

/// What a method did to a foreground, against what it should have done: sums over pixels weighed by a mask.
struct ForegroundChange: Sendable {
  /// Mean squared error of a channel, on the 0-255 scale, of what went in.
  let errorBefore: Double
  /// The same of what came out.
  let errorAfter: Double
  /// Mean absolute change, in levels.
  let change: Double
  /// The step along the true correction: 1 is exact, 0 none, below 0 the wrong way.
  let step: Double
  /// Energy of what was changed across the true correction, as a share of the true correction's.
  let offAxis: Double

  init(from input: Raster<UInt8>, to output: Raster<Float>, target: Raster<UInt8>, weights: Raster<UInt8>) {
    var (before, after, moved, along, own, area) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for (i, weight) in weights.samples.enumerated() where weight > 0 {
      let w = Double(weight)
      area += w
      for at in 3 * i..<3 * i + 3 {
        let wanted = Double(target.samples[at]) - Double(input.samples[at])
        // To 1/4096 of a level, so that 8-bit samples come back exactly from a Float in 0...1.
        let level = (Double(output.samples[at]) * 255 * 4096).rounded() / 4096
        let made = level - Double(input.samples[at])
        before += w * wanted * wanted
        after += w * (made - wanted) * (made - wanted)
        moved += w * abs(made)
        along += w * made * wanted
        own += w * made * made
      }
    }
    let count = max(3 * area, 1)
    (errorBefore, errorAfter, change) = (before / count, after / count, moved / count)
    step = before > 0 ? along / before : 0
    offAxis = before > 0 ? max(own / before - step * step, 0) : 0
  }

  /// Share of the error that was taken back: 1 is all of it, below 0 it has grown.
  var takenBack: Double { errorBefore > 0 ? 1 - errorAfter / errorBefore : 0 }
}

/// A colour in CIE L*a*b* (D65).
struct Lab: Sendable {
  var values: SIMD3<Double>

  /// The mean over a region of an RGB picture in 0...1, sRGB.
  init(meanOf picture: Raster<Float>, weights: Raster<UInt8>) {
    var (sum, area) = (SIMD3<Double>.zero, 0.0)
    for (i, weight) in weights.samples.enumerated() where weight > 0 {
      let colour = SIMD3(
        Double(picture.samples[3 * i]), Double(picture.samples[3 * i + 1]), Double(picture.samples[3 * i + 2]))
      sum += Double(weight) * Self.values(of: colour)
      area += Double(weight)
    }
    values = area > 0 ? sum / area : .zero
  }

  /// Distance from the grey axis.
  var chroma: Double { (values.y * values.y + values.z * values.z).squareRoot() }

  /// CIE 15.
  private static func values(of colour: SIMD3<Double>) -> SIMD3<Double> {
    func linear(_ value: Double) -> Double { SRGBCurve.linear(min(max(value, 0), 1)) }
    let (r, g, b) = (linear(colour.x), linear(colour.y), linear(colour.z))
    func f(_ t: Double) -> Double { t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116 }
    let x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
    let y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b)
    let z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883)
    return SIMD3(116 * y - 16, 500 * (x - y), 200 * (y - z))
  }
}
