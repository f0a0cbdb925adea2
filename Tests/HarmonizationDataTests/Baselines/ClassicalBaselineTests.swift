import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("Classical baselines")
struct ClassicalBaselineTests {
  /// One scene whose ellipse was darkened and tinted.
  private func composite() throws -> (truth: Raster<Float>, composite: Raster<Float>, mask: Raster<Float>) {
    let (truth, mask) = (scene(50), ellipse())
    let tint = ColourMap([
      .affine(AffineMap(matrix: Matrix3(diagonal: SIMD3(0.7, 0.8, 1.1)), offset: SIMD3(0, 0.02, -0.05)))
    ])
    return (truth, try tint.applied(to: truth, mask: mask), mask)
  }

  private func error(_ a: Raster<Float>, _ b: Raster<Float>) -> Float {
    zip(a.samples, b.samples).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  @Test("a tinted foreground moves back towards the truth", arguments: ClassicalBaseline.allCases)
  func restores(_ method: ClassicalBaseline) throws {
    let (truth, composite, mask) = try composite()
    let result = try method.harmonized(composite, mask: mask)
    #expect(error(result, truth) < 0.5 * error(composite, truth))
    #expect(
      mask.samples.indices.allSatisfy { mask.samples[$0] > 0 || result.samples[3 * $0] == composite.samples[3 * $0] })
  }

  @Test("a map fitted on a small picture serves the large one", arguments: ClassicalBaseline.allCases)
  func scales(_ method: ClassicalBaseline) throws {
    let (_, composite, mask) = try composite()
    let map = try method.map(for: composite, mask: mask, stride: 3)
    let coarse = try map.applied(to: composite, mask: mask)
    let fine = try method.harmonized(composite, mask: mask)
    #expect(zip(coarse.samples, fine.samples).allSatisfy { abs($0 - $1) < 0.03 })
  }

  @Test(
    "masks without foreground, without background or of another size are errors", arguments: ClassicalBaseline.allCases)
  func misfits(_ method: ClassicalBaseline) {
    let image = scene(1)
    #expect(throws: DataError.self) { try method.map(for: image, mask: everything()) }
    #expect(throws: DataError.self) {
      try method.map(for: image, mask: Raster<Float>(width: 64, height: 48, channels: 1, repeating: 0))
    }
    #expect(throws: DataError.self) { try method.map(for: image, mask: ellipse(width: 32)) }
  }
}
