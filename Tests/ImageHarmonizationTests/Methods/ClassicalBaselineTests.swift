import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("Classical baselines")
struct ClassicalBaselineTests {
  /// A scene whose ellipse was darkened and tinted; its truth is the scene before.
  private static let scene = TransferScene { colour, _, _ in colour * SIMD3(0.7, 0.8, 1.1) + SIMD3(0, 0.02, -0.05) }
  /// The tinted picture, to be harmonized.
  private static let input = NetworkInput(composite: scene.output, foreground: scene.smallMask)

  private static func error(_ picture: Raster<Float>) -> Float {
    zip(picture.samples, scene.input.samples).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  @Test("A tinted foreground moves back towards the truth", arguments: ClassicalBaseline.allCases)
  func restores(_ method: ClassicalBaseline) async throws {
    let result = try await method.picture(of: Self.input)
    #expect(Self.error(result) < 0.5 * Self.error(Self.scene.output))
    let mask = Self.scene.smallMask.samples
    #expect(
      mask.indices.allSatisfy { mask[$0] > 0 || result.samples[3 * $0] == Self.scene.output.samples[3 * $0] })
  }

  @Test("Mixed with no change by half, a pixel moves half the way", arguments: ClassicalBaseline.allCases)
  func mixes(_ method: ClassicalBaseline) throws {
    let map = try method.map(for: Self.input.composite, mask: Self.input.foreground)
    let half = try GlobalTransfer(map).mixed(with: GlobalTransfer(.identity), share: 0.5)
    let picture = Raster<Float>(width: 1, height: 1, channels: 3, repeating: 0.4)
    let cover = Raster<Float>(width: 1, height: 1, channels: 1, repeating: 1)
    let full = try picture.changed(by: map, mask: cover).samples
    let mixed = try picture.changed(by: half.operation(in: picture.bounds), mask: cover).samples
    for channel in 0..<3 { #expect(abs(mixed[channel] - (full[channel] + 0.4) / 2) < 1e-5) }
    #expect(full != picture.samples)
  }

  @Test(
    "Masks without foreground, without background or of another size are errors", arguments: ClassicalBaseline.allCases)
  func misfits(_ method: ClassicalBaseline) {
    let picture = Self.input.composite
    func mask(_ value: Float) -> Raster<Float> {
      Raster(width: picture.width, height: picture.height, channels: 1, repeating: value)
    }
    let narrow = Raster<Float>(width: 32, height: picture.height, channels: 1, repeating: 0.5)
    #expect(throws: HarmonizationError.fullMask("the mask")) { try method.map(for: picture, mask: mask(1)) }
    #expect(throws: TransferError.emptyMask) { try method.map(for: picture, mask: mask(0)) }
    #expect(throws: TransferError.self) { try method.map(for: picture, mask: narrow) }
  }
}
