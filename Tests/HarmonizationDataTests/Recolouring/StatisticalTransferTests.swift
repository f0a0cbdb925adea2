import Foundation
import Testing

@testable import HarmonizationData
@testable import HarmonizationPixels

@Suite("Colour transfer")
struct StatisticalTransferTests {
  let source = scene(11)
  let reference = scene(12, centre: SIMD3(0.4, 0.5, 0.55))
  let mask = ellipse()

  private func statistics(_ image: Raster<Float>) throws -> ForegroundStatistics {
    try #require(ForegroundStatistics(of: image, mask: mask))
  }

  /// The source with every pixel mapped (no blending), measured under the soft mask.
  private func transferred(_ method: StatisticalTransfer) throws -> (
    map: ColourMap, result: ForegroundStatistics, image: Raster<Float>
  ) {
    let map = method.map(from: try statistics(source), to: try statistics(reference))
    let image = try map.applied(to: source, mask: everything())
    return (map, try statistics(image), image)
  }

  @Test("towards itself a region does not change", arguments: StatisticalTransfer.allCases)
  func identity(_ method: StatisticalTransfer) throws {
    let own = try statistics(source)
    let image = try method.map(from: own, to: own).applied(to: source, mask: everything())
    let worst = zip(image.samples, source.samples).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 2e-6)
  }

  @Test("Reinhard: means and deviations in l-alpha-beta become the reference's")
  func reinhard() throws {
    let (_, result, _) = try transferred(.reinhard)
    let expected = try statistics(reference)
    let rotation = ColourSpaces.lAlphaBetaFromLogLMS
    func deviations(_ s: ForegroundStatistics) -> SIMD3<Double> {
      (rotation * s.logLMS.covariance * rotation.transposed).diagonal.map { $0.squareRoot() }
    }
    #expect(distance(rotation * result.logLMS.mean, rotation * expected.logLMS.mean) < 1e-4)
    // The regularization is all that keeps deviations apart.
    let ratio = deviations(result) / deviations(expected)
    #expect(distance(ratio, SIMD3(1, 1, 1)) < 0.02)
  }

  @Test("Reinhard: agrees with the paper's equations evaluated pixel by pixel with its printed matrices")
  func reinhardByHand() throws {
    let map = StatisticalTransfer.reinhard.map(from: try statistics(source), to: try statistics(reference))
    let (from, to) = (try labMoments(source), try labMoments(reference))
    let pixel = SIMD3<Double>(0.52, 0.43, 0.41)
    let lab = (labByHand(pixel) - from.mean) * to.deviation / from.deviation + to.mean
    let expected = rgbByHand(lab)
    let actual = SIMD3<Double>(map(SIMD3<Float>(pixel)))
    #expect(distance(actual, expected) < 0.004)
  }

  @Test(
    "Xiao and Ma, Monge-Kantorovich: mean and covariance in RGB become the reference's",
    arguments: [StatisticalTransfer.xiaoMa, .mongeKantorovich])
  func covariance(_ method: StatisticalTransfer) throws {
    let (_, result, _) = try transferred(method)
    let expected = try statistics(reference)
    #expect(distance(result.rgb.mean, expected.rgb.mean) < 1e-5)
    #expect(distance(result.rgb.covariance, expected.rgb.covariance) < 0.01 * expected.rgb.covariance.trace)
  }

  @Test("Monge-Kantorovich: symmetric, positive definite, and no linear map with the same result moves colours less")
  func optimality() throws {
    let (map, _, moved) = try transferred(.mongeKantorovich)
    guard case .affine(let affine)? = map.stages.first else { throw DataError.noSamples(path: "stages") }
    #expect(distance(affine.matrix, affine.matrix.transposed) < 1e-12)
    #expect(affine.matrix.symmetricEigen.values.z > 0)
    let xiaoMa = try transferred(.xiaoMa).image
    #expect(displacement(moved) < displacement(xiaoMa))
  }

  @Test("Monge-Kantorovich: covariances with common axes give the ratio of deviations along them")
  func commonAxes() throws {
    var (a, b) = (try statistics(source), try statistics(source))
    a.rgb.covariance = Matrix3(diagonal: SIMD3(0.04, 0.01, 0.0025))
    b.rgb.covariance = Matrix3(diagonal: SIMD3(0.01, 0.01, 0.01))
    let map = StatisticalTransfer.mongeKantorovich.map(from: a, to: b)
    guard case .affine(let affine)? = map.stages.first else { throw DataError.noSamples(path: "stages") }
    #expect(distance(affine.matrix, Matrix3(diagonal: SIMD3(0.5, 1, 2))) < 1e-3)
  }

  @Test("Xiao and Ma: a proper rotation whatever the signs of the eigenvectors")
  func properRotation() throws {
    for seed in 20..<40 {
      let other = try statistics(scene(UInt64(seed)))
      let map = StatisticalTransfer.xiaoMa.map(from: try statistics(source), to: other)
      guard case .affine(let affine)? = map.stages.first else { throw DataError.noSamples(path: "stages") }
      #expect(affine.matrix.determinant > 0)
    }
  }

  @Test("Histogram matching: cumulative histograms of Y, Cb and Cr become the reference's")
  func histograms() throws {
    let (_, result, _) = try transferred(.histogramMatching)
    let expected = try statistics(reference)
    for channel in 0..<3 {
      var (a, b, worst) = (Float(0), Float(0), Float(0))
      for level in channel * 256..<(channel + 1) * 256 {
        a += result.histograms[level]
        b += expected.histograms[level]
        worst = max(worst, abs(a - b))
      }
      // Within the share of the fullest level, the resolution of any histogram.
      #expect(worst <= (expected.histograms[channel * 256..<(channel + 1) * 256].max() ?? 0))
    }
  }

  @Test("matching curves rise, interpolate over levels without pixels and go on beyond the last")
  func curves() {
    let a: [Float] = [0, 0.5, 0, 0.5, 0]
    let b: [Float] = [0.25, 0.25, 0.25, 0.25, 0]
    let curve = matchingCurve(from: a, to: b)
    #expect(zip(curve, curve.dropFirst()).allSatisfy { $0 <= $1 })
    // Level 1 has its middle at 0.25, half-way between the middles of reference levels 0 (0.125) and 1 (0.375).
    #expect(abs(curve[1] - 0.125) < 1e-6)
    #expect(abs(curve[3] - 0.625) < 1e-6)
    #expect(abs(curve[2] - 0.375) < 1e-6)
    #expect(curve[0] == 0 && abs(curve[4] - 0.875) < 1e-6)
    #expect(matchingCurve(from: a, to: [0, 0, 0, 0, 0]) == [0, 0.25, 0.5, 0.75, 1])
  }

  @Test("flat and black regions give finite maps", arguments: StatisticalTransfer.allCases)
  func degenerate(_ method: StatisticalTransfer) throws {
    let flat = Raster<Float>(width: 8, height: 8, channels: 3, repeating: 0)
    let whole = everything(width: 8, height: 8)
    let black = try #require(ForegroundStatistics(of: flat, mask: whole))
    let map = method.map(from: black, to: try statistics(reference))
    let image = try map.applied(to: flat, mask: whole)
    #expect(image.samples.allSatisfy { $0.isFinite })
    let back = method.map(from: try statistics(reference), to: black)
    #expect(try back.applied(to: reference, mask: everything()).samples.allSatisfy { $0.isFinite })
  }

  private func displacement(_ moved: Raster<Float>) -> Double {
    var sum = 0.0
    for i in mask.samples.indices {
      for channel in 0..<3 {
        let d = Double(moved.samples[3 * i + channel] - source.samples[3 * i + channel])
        sum += Double(mask.samples[i]) * d * d
      }
    }
    return sum
  }

  private func labMoments(_ image: Raster<Float>) throws -> (mean: SIMD3<Double>, deviation: SIMD3<Double>) {
    var (weight, mean, square) = (0.0, SIMD3<Double>(0, 0, 0), SIMD3<Double>(0, 0, 0))
    for i in mask.samples.indices {
      let w = Double(mask.samples[i])
      let c = SIMD3(Double(image.samples[3 * i]), Double(image.samples[3 * i + 1]), Double(image.samples[3 * i + 2]))
      let lab = labByHand(c)
      weight += w
      mean += lab * w
      square += lab * lab * w
    }
    mean /= weight
    return (mean, (square / weight - mean * mean).map { $0.squareRoot() })
  }
}

/// Equations 4 to 6 of the paper, decimal logarithms.
private func labByHand(_ c: SIMD3<Double>) -> SIMD3<Double> {
  let l = log10(0.3811 * c.x + 0.5783 * c.y + 0.0402 * c.z)
  let m = log10(0.1967 * c.x + 0.7244 * c.y + 0.0782 * c.z)
  let s = log10(0.0241 * c.x + 0.1288 * c.y + 0.8444 * c.z)
  return SIMD3((l + m + s) / 3.0.squareRoot(), (l + m - 2 * s) / 6.0.squareRoot(), (l - m) / 2.0.squareRoot())
}

/// The printed inverse, equation 10.
private func rgbByHand(_ lab: SIMD3<Double>) -> SIMD3<Double> {
  let (a, b, c) = (lab.x * 3.0.squareRoot() / 3, lab.y * 6.0.squareRoot() / 6, lab.z * 2.0.squareRoot() / 2)
  let (l, m, s) = (pow(10, a + b + c), pow(10, a + b - c), pow(10, a - 2 * b))
  return SIMD3(
    4.4679 * l - 3.5873 * m + 0.1193 * s, -1.2186 * l + 2.3809 * m - 0.1624 * s, 0.0497 * l - 0.2439 * m + 1.2045 * s)
}
