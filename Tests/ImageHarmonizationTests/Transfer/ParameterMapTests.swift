import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationOpenVINO
import HarmonizationPixels
import TestSupport
import Testing

@testable import ImageHarmonization

/// The parameters of PCT-Net on native pixels, enlarged row by row, against the published implementation.
@Suite("Parameter maps", .serialized)
struct ParameterMapTests {
  @Test("Pictures at full resolution are the published ones within 1e-4", arguments: PixelwiseFixture.names)
  func published(name: String) async throws {
    let golden = try PixelwiseFixture.load(name).forward
    let inputs = golden.inputs
    func values(_ name: String) -> [Float] { inputs[name]?.values ?? [] }
    let configuration = try #require(Catalogue.configuration(name))
    let state = try TensorGenerator(salt: golden.salt).state(for: configuration.graph())
    let model = try HarmonizationModel(configuration, weights: state)
    let session = try NetworkSession(
      model, backend: .openVINO(InferenceOptions(precision: .f32, cache: nil)))
    let outputs = try await session.outputs(image: values("image"), mask: values("mask"))
    let pass = try FullResolutionPass(model, outputs, shape: [golden.batch, 3, golden.height, golden.width])
    let full = try pass(values("image_fullres"), mask: values("mask_fullres"), shape: golden.images_fullres.shape)
    let deviation = golden.images_fullres.deviation(of: full)
    print("parity, row by row: \(name) \(deviation)")
    #expect(deviation < 1e-4)
  }

  @Test("Pixels outside the part that the network saw stay as they are, bit for bit")
  func outside() throws {
    let map = try ParameterMap(
      [Float](repeating: 0.5, count: 3 * 16), transform: .init(.product, clamps: true),
      normalization: Normalization(.unit), width: 4, height: 4)
    let change = map.operation(in: PixelRect(x: 8, y: 8, width: 16, height: 16))
    func result(x: Int, y: Int) -> Float {
      var pixel: [Float] = [0.8, 0.8, 0.8, 1]
      pixel.withUnsafeMutableBufferPointer { pixel in
        guard let base = pixel.baseAddress else { return }
        change.apply(
          to: PixelSpan(x: x, y: y, count: 1, red: base, green: base + 1, blue: base + 2, mask: base + 3))
      }
      return pixel[0]
    }
    #expect(result(x: 7, y: 10) == 0.8 && result(x: 10, y: 7) == 0.8 && result(x: 24, y: 10) == 0.8)
    #expect(abs(result(x: 10, y: 10) - 0.4) < 1e-6)
  }

  @Test("Maps mix, and mirrored twice are the same")
  func mixing() throws {
    func map(_ value: (Int) -> Float) throws -> ParameterMap {
      try ParameterMap(
        (0..<24).map(value), transform: .init(.product, clamps: true), normalization: Normalization(.unit), width: 4,
        height: 2)
    }
    let (low, high) = (try map { Float($0) }, try map { Float($0 + 4) })
    #expect(try low.mixed(with: high, share: 0.5).vectors == map { Float($0 + 2) }.vectors)
    #expect(low.mirrored().mirrored().vectors == low.vectors)
    #expect(low.mirrored().vectors != low.vectors)
    #expect(throws: TransferError.self) { try low.mixed(with: high, share: 2) }
  }

  @Test("Another number of values than the map has is an error")
  func sizes() {
    #expect(throws: HarmonizationError.self) {
      try ParameterMap(
        [0, 1], transform: .init(.affine, clamps: true), normalization: Normalization(.unit), width: 4, height: 4)
    }
  }
}
