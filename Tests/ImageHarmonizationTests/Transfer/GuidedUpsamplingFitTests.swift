import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("Colour transfer: fit")
struct GuidedUpsamplingFitTests {
  private static let fitted: [TransferMethod] = [.guidedFilter, .bilateralGrid]

  @Test("A network that changes nothing changes nothing, bit for bit", arguments: [TransferMethod.residual] + fitted)
  func identity(method: TransferMethod) throws {
    let scene = TransferScene { colour, _, _ in colour }
    let transfer = try GuidedUpsampling(
      fitting: scene.input, output: scene.input, mask: scene.smallMask, method: method)
    #expect(try transfer.applied(to: scene.native, mask: scene.mask) == scene.native)
    let bytes = scene.native.quantised(to: UInt8.self)
    #expect(try transfer.applied(to: bytes, mask: scene.mask, strength: 0.7) == bytes)
    let words = scene.native.quantised(to: UInt16.self)
    #expect(try transfer.applied(to: words, mask: scene.mask) == words)
  }

  @Test("A global affine edit is recovered to less than half a level", arguments: fitted)
  func globalAffine(method: TransferMethod) throws {
    let scene = TransferScene { colour, _, _ in Self.affine(colour) }
    #expect(scene.error(of: try scene.transferred(method)) < 0.5)
  }

  @Test(
    "A tone curve with a white balance: the bilateral grid follows it best, then the guided filter, residual, enlargement"
  )
  func toneCurve() throws {
    let scene = TransferScene { colour, _, _ in
      let smooth = colour * colour * (3 - 2 * colour)
      return smooth * SIMD3(0.95, 0.85, 0.7) + SIMD3(0.05, 0.02, 0)
    }
    let errors = try Self.errors(scene)
    #expect(errors[.bilateralGrid, default: .infinity] < 1)
    #expect(errors[.bilateralGrid, default: .infinity] < 0.6 * errors[.guidedFilter, default: 0])
    #expect(errors[.guidedFilter, default: .infinity] < 0.6 * errors[.residual, default: 0])
    #expect(errors[.guidedFilter, default: .infinity] < 0.15 * errors[.enlargement, default: 0])
  }

  @Test("A light that falls off across the object: fitted maps beat enlargement ten times")
  func varyingGain() throws {
    let scene = TransferScene { colour, u, v in colour * (0.6 + 0.5 * u + 0.2 * v) }
    let errors = try Self.errors(scene)
    for method in Self.fitted {
      #expect(errors[method, default: .infinity] < 1)
      #expect(errors[method, default: .infinity] < 0.1 * errors[.enlargement, default: 0])
    }
  }

  @Test("Beyond the mask's edge the object's map goes on: in the corners, too, colours are the object's")
  func extrapolation() throws {
    let scene = TransferScene { colour, _, _ in Self.affine(colour) }
    let transfer = try GuidedUpsampling(fitting: scene.input, output: scene.output, mask: scene.smallMask)
    let everywhere = Raster<Float>(width: scene.native.width, height: scene.native.height, channels: 1, repeating: 1)
    let result = try transfer.applied(to: scene.native, mask: everywhere)
    var worst: Float = 0
    for index in stride(from: 0, to: result.samples.count, by: 3) {
      let native = SIMD3(scene.native.samples[index], scene.native.samples[index + 1], scene.native.samples[index + 2])
      let expected = Self.affine(native).clamped(lowerBound: .zero, upperBound: .one)
      for channel in 0..<3 { worst = max(worst, abs(result.samples[index + channel] - expected[channel])) }
    }
    #expect(worst < 3 / 255)
  }

  @Test("Highlights that the small picture never shows stay in range and monotone")
  func highlights() throws {
    let scene = TransferScene { colour, _, _ in colour * 1.3 }
    let transfer = try GuidedUpsampling(fitting: scene.input, output: scene.output, mask: scene.smallMask)
    let ramp = (0..<256).flatMap { value in [Float](repeating: Float(value) / 255, count: 3) }
    let picture = try #require(Raster(width: 256, height: 1, channels: 3, samples: ramp))
    let mask = Raster<Float>(width: 256, height: 1, channels: 1, repeating: 1)
    let result = try transfer.applied(to: picture, mask: mask).samples
    #expect(result.allSatisfy { (0...1).contains($0) })
    #expect(result[255 * 3] > 0.99)
  }

  private static func affine(_ colour: SIMD3<Float>) -> SIMD3<Float> {
    let mixed = SIMD3(colour.y, colour.z, colour.x)
    return colour * SIMD3(0.75, 0.8, 0.7) + mixed * 0.1 + SIMD3(0.06, 0.03, 0.1)
  }

  private static func errors(_ scene: TransferScene) throws -> [TransferMethod: Float] {
    var errors: [TransferMethod: Float] = [:]
    for method in TransferMethod.allCases { errors[method] = scene.error(of: try scene.transferred(method)) }
    return errors
  }
}
