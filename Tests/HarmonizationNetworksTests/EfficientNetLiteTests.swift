import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph
import HarmonizationONNX
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import HarmonizationNetworks

/// The frozen classifier inside the shipped weights against PyTorch with the published checkpoint, normalizations not folded,
/// in float64, on the generating rule's image of 64 x 64.
@Suite("EfficientNet-Lite0")
struct EfficientNetLiteTests {
  private struct Level {
    let mean: Double
    let deviation: Double
    /// Every sixth part of the tensor's first value.
    let values: [Double]
  }

  private static let golden = [
    "eighth": Level(
      mean: -0.697931, deviation: 9.703456, values: [-16.53642, -3.71491, -3.41119, 4.27187, 2.58716, -0.53055]),
    "sixteenth": Level(
      mean: -0.294417, deviation: 7.523801, values: [-8.88066, 2.87029, 4.87642, -6.16283, -4.30257, 6.83198]),
    "thirtysecond": Level(
      mean: -0.143078, deviation: 1.768601, values: [1.02763, 0.90319, 1.45227, -2.36543, 0.11586, 0.43179]),
  ]

  private static func graph() throws -> Graph {
    try Graph(name: "efficientnet_lite0") { builder in
      let image = builder.input("image", channels: 3, height: 64, width: 64)
      let features = EfficientNetLite()(image, at: Path() / "backbone" / "efficientnet")
      return Array(zip(["eighth", "sixteenth", "thirtysecond"], features))
    }
  }

  private static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Models/default.safetensors").path

  @Test("Sees what the published checkpoint sees, within the rounding of half-precision weights")
  func features() throws {
    let graph = try Self.graph()
    let names = Set(graph.parameters.map(\.name))
    let state = StateDictionary(
      try Checkpoint.read(from: Self.shipped).filter { names.contains($0.name) }.map { ($0.name, $0.tensor) })
    let model = try Core().compile(
      onnx: ONNXModel(RewrittenGraph(graph), weights: state).bytes, shapes: ["image": [1, 3, 64, 64]],
      options: CompileOptions(precision: .f32))
    let image = TensorGenerator().image(batch: 1, height: 64, width: 64).map(Float.init)
    let results = try model.infer(["image": FloatTensor(shape: [1, 3, 64, 64], values: image)])
    for (name, level) in Self.golden {
      let values = try #require(results[name]).values.map(Double.init)
      let tolerance = 0.02 * level.deviation
      #expect(abs(values.reduce(0, +) / Double(values.count) - level.mean) < tolerance, "\(name)")
      for (index, expected) in level.values.enumerated() {
        #expect(abs(values[index * (values.count / 6)] - expected) < tolerance, "\(name), value \(index)")
      }
    }
  }

  @Test("Is frozen, and the rest of the network is not")
  func frozen() throws {
    let parameters = try Catalogue.graph("efficientnet_lite0_colour256").parameters
    let backbone = parameters.filter { $0.name.hasPrefix("backbone.efficientnet.") }
    #expect(backbone.count == 96 && backbone.allSatisfy { !$0.isTrainable })
    #expect(parameters.contains { $0.name == "semantics.reduce.0.weight" && $0.isTrainable })
  }
}
