import Testing

@testable import HarmonizationData
@testable import HarmonizationPixels

@Suite("Statistics of a region")
struct ForegroundStatisticsTests {
  @Test(
    "weighted moments agree with the textbook sums in double precision",
    arguments: [MaskRegion.foreground, .background])
  func moments(_ region: MaskRegion) throws {
    let (image, mask) = (scene(1), ellipse())
    let measured = try #require(ForegroundStatistics(of: image, mask: mask, region))
    var weight = 0.0
    var mean = SIMD3<Double>(0, 0, 0)
    func each(_ body: (SIMD3<Double>, Double) -> Void) {
      for i in mask.samples.indices {
        let w = Double(region == .foreground ? mask.samples[i] : 1 - mask.samples[i])
        body(SIMD3(Double(image.samples[3 * i]), Double(image.samples[3 * i + 1]), Double(image.samples[3 * i + 2])), w)
      }
    }
    each {
      weight += $1; mean += $0 * $1
    }
    mean /= weight
    var covariance = Matrix3(diagonal: SIMD3(0, 0, 0))
    each { c, w in
      let d = c - mean
      covariance = covariance + Matrix3(d.x * d, d.y * d, d.z * d) * (w / weight)
    }
    #expect(abs(measured.weight / weight - 1) < 1e-6)
    #expect(distance(measured.rgb.mean, mean) < 1e-6)
    // Single precision within chunks costs less than a hundredth of the variance of rounding to 8 bits.
    #expect(distance(measured.rgb.covariance, covariance) < 0.01 * quantizationVariance)
  }

  @Test("histograms are shares, and 8-bit pictures give what their values give as floats")
  func histograms() throws {
    let (image, mask) = (scene(2).bytes, ellipse().bytes)
    let asFloats = try #require(Raster(width: 64, height: 48, channels: 3, samples: image.samples.map(\.unit)))
    let a = try #require(ForegroundStatistics(of: image, mask: mask))
    let b = try #require(ForegroundStatistics(of: asFloats, mask: mask))
    #expect(a == b)
    for third in 0..<3 {
      #expect(abs(a.histograms[third * 256..<(third + 1) * 256].reduce(0, +) - 1) < 1e-4)
    }
  }

  @Test("nothing in the region, or another size: no statistics")
  func empty() {
    let none = Raster<Float>(width: 64, height: 48, channels: 1, repeating: 0)
    #expect(ForegroundStatistics(of: scene(1), mask: none) == nil)
    #expect(ForegroundStatistics(of: scene(1), mask: everything(), .background) == nil)
    #expect(ForegroundStatistics(of: scene(1), mask: everything(width: 63)) == nil)
  }

  @Test("a stride looks at a part and stays close")
  func stride() throws {
    let all = try #require(ForegroundStatistics(of: scene(3), mask: everything()))
    let some = try #require(ForegroundStatistics(of: scene(3), mask: everything(), stride: 5))
    #expect(abs(some.weight - all.weight / 5) < 1)
    #expect(distance(some.rgb.mean, all.rgb.mean) < 0.01)
  }
}
