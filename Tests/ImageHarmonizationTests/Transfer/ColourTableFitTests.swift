import HarmonizationCheckpoints
import HarmonizationNetworks
import HarmonizationOpenVINO
import HarmonizationPixels
import TestSupport
import Testing

@testable import ImageHarmonization

/// The table of a colour network's own function, and tables that are fitted to what others did.
@Suite("Tables of a method's change")
struct ColourTableFitTests {
  private static func tone(_ c: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3(c.x * 0.8 + 0.12, c.y * (0.7 + 0.3 * c.y), 0.1 * c.x + 0.8 * c.z)
  }

  private static func fitted(_ scene: TransferScene, size: Int = 17) throws -> ColourTable {
    try ColourTable(fitting: scene.input, output: scene.output, mask: scene.smallMask, size: size)
  }

  @Test("A change that is a function of colour is found, and the fidelity says so", arguments: [17, 33])
  func function(size: Int) throws {
    let scene = TransferScene { colour, _, _ in Self.tone(colour) }
    let table = try Self.fitted(scene, size: size)
    let result = try scene.native.changed(by: table, mask: scene.mask)
    #expect(scene.error(of: result) < 1.2)
    #expect(try #require(table.fidelity) > 42)
  }

  @Test("A change that depends on the place cannot be, and the fidelity says that")
  func place() throws {
    let scene = TransferScene { colour, u, _ in u < 0.45 ? colour * 0.6 : colour + 0.15 }
    #expect(try #require(Self.fitted(scene).fidelity) < 30)
  }

  @Test("Colours that were not seen change as the nearest do, less with distance, and none wildly")
  func unseen() throws {
    let size = 24
    let input = Raster<Float>(width: size, height: size, channels: 3, repeating: 0.5)
    let mask = Raster<Float>(width: size, height: size, channels: 1, repeating: 1)
    let table = try ColourTable(fitting: input, output: input.map { $0 + 0.1 }, mask: mask, size: 17)
    let changes = [Float(0.5), 0.6, 0.8, 1].map { table(SIMD3(repeating: $0)).x - $0 }
    #expect(abs(changes[0] - 0.1) < 0.01)
    #expect(changes[0] > changes[1] && changes[1] > changes[2] && changes[2] > changes[3] && changes[3] > 0)
    #expect(table.changes.allSatisfy { $0.max() <= 0.101 && $0.min() >= -1e-3 })
  }

  @Test("No change is fitted as none; broken pictures are refused")
  func edges() throws {
    let scene = TransferScene { colour, _, _ in colour }
    let table = try ColourTable(fitting: scene.input, output: scene.input, mask: scene.smallMask, size: 9)
    #expect(table.changes.allSatisfy { $0 == .zero })
    let broken = scene.output.map { _ in Float.nan }
    #expect(throws: TransferError.self) {
      try ColourTable(fitting: scene.input, output: broken, mask: scene.smallMask)
    }
    #expect(throws: TransferError.self) {
      try ColourTable(fitting: scene.input, output: scene.output, mask: scene.smallMask, size: 1)
    }
  }

  @Test("Tables mix node by node, if their sizes are equal")
  func mixing() throws {
    let (darker, brighter) = (ColourTable(size: 5) { $0 * 0.5 }, ColourTable(size: 5) { $0 * 1.5 })
    let mixed = try darker.mixed(with: brighter, share: 0.25)
    #expect((mixed(.init(repeating: 0.5)) - SIMD3(repeating: 0.375)).max() < 1e-6)
    #expect(throws: TransferError.self) { try darker.mixed(with: ColourTable(size: 9) { $0 }, share: 0.5) }
    #expect(throws: TransferError.self) { try darker.mixed(with: brighter, share: -0.1) }
  }
}

@Suite("The table of a colour network", .needsOpenVINO)
struct ColourFunctionTests {
  private static let network = "colour_transform256"

  private static func method(_ fit: TransferFit? = nil, flips: Bool? = false) throws -> NetworkMethod {
    let configuration = try #require(Catalogue.configuration(network))
    let state = try TensorGenerator().state(for: configuration.graph())
    let model = try HarmonizationModel(configuration, weights: state)
    return NetworkMethod(
      model, backend: .openVINO(InferenceOptions(precision: .f32, cache: nil)), flips: flips, fit: fit)
  }

  private static func input() -> NetworkInput {
    let scene = TransferScene(width: 512, height: 512) { colour, _, _ in colour }
    return NetworkInput(composite: scene.input, foreground: scene.smallMask)
  }

  /// The largest difference where the mask is white.
  private static func worst(_ a: Raster<Float>, _ b: Raster<Float>, _ mask: Raster<Float>) -> Float {
    zip(a.samples, b.samples).enumerated().reduce(0) { worst, item in
      mask.samples[item.offset / 3] > 0 ? max(worst, abs(item.element.0 - item.element.1)) : worst
    }
  }

  @Test("A colour network averages with the mirrored picture unless told otherwise")
  func ownFlip() async throws {
    let input = Self.input()
    let (own, flipping, plain) = (try Self.method(flips: nil), try Self.method(flips: true), try Self.method())
    #expect(own.name == "colour_transform256" && own.name == flipping.name && plain.name == "colour_transform256-flip")
    let (picture, same) = (try await own.picture(of: input), try await flipping.picture(of: input))
    #expect(picture == same)
    let mirrored = try await own.picture(
      of: NetworkInput(composite: input.composite.mirrored(), foreground: input.foreground.mirrored()))
    #expect(Self.worst(mirrored.mirrored(), picture, input.foreground) < 1e-5)
    #expect(Self.worst(try await plain.picture(of: input), picture, input.foreground) > 1e-4)
  }

  @Test("Is what the network itself gives, within a level; a finer one within less", arguments: [false, true])
  func agreement(flips: Bool) async throws {
    let input = Self.input()
    let output = try await Self.method(flips: flips).picture(of: input)
    var errors: [Float] = []
    for size in [17, 33, 65] {
      let transfer = try await Self.method(.table(size: size), flips: flips).transfer(for: input)
      let table = try #require(transfer as? ColourTable)
      #expect(table.size == size && table.fidelity == nil)
      let change = Self.worst(output, input.composite, input.foreground)
      #expect(change > 4 / 255, "the generated network should change something")
      errors.append(
        Self.worst(
          try input.composite.changed(by: table, mask: input.foreground), output.map { min(max($0, 0), 1) },
          input.foreground))
    }
    #expect(errors[1] < 1 / 255 && errors[2] <= errors[1] && errors[1] <= errors[0], "\(errors)")
  }

  @Test("It is the network's own way; others can still be asked for")
  func choice() async throws {
    let input = Self.input()
    #expect(try await Self.method().transfer(for: input) is ColourTable)
    #expect(try await Self.method(.guided(.bilateralGrid)).transfer(for: input) is GuidedUpsampling)
  }

  @Test("Values that are not the network's function are an error")
  func errors() throws {
    let model = try Self.method().model
    #expect(throws: HarmonizationError.self) { try ColourFunction([1, 2, 3], of: model) }
    let count = 3 * (24 + 4)
    #expect(throws: HarmonizationError.self) { try ColourFunction([Float](repeating: .nan, count: count), of: model) }
    #expect(
      try ColourFunction([Float](repeating: 0, count: count), of: model).change(of: .init(repeating: 0.3)) == .zero)
  }
}
