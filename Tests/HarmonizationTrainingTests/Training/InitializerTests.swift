import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import TestSupport
import Testing
import HarmonizationTorch

@testable import HarmonizationTraining

@Suite("Initialization", .needsTorch)
struct InitializerTests {
  private func values(_ settings: InitializationSettings, shape: [Int], seed: UInt64 = 1, name: String = "w") throws
    -> [Double]
  {
    let spec = ParameterSpec(name: name, shape: shape, role: .weight)
    return try Initializer(settings: settings, seed: seed).tensor(for: spec).doubles()
  }

  @Test("gaussian weights have the variance magnitude / fan", arguments: InitializationSettings.Fan.allCases)
  func gaussian(fan: InitializationSettings.Fan) throws {
    var settings = InitializationSettings()
    settings.fan = fan
    let sample = try values(settings, shape: [256, 64, 3, 3])
    let fans: [InitializationSettings.Fan: Double] = [.average: 160 * 9, .input: 64 * 9, .output: 256 * 9]
    let variance = 2 / (fans[fan] ?? 1)
    let count = Double(sample.count)
    let mean = sample.reduce(0, +) / count
    let squares = sample.map { ($0 - mean) * ($0 - mean) }
    let spread = squares.reduce(0, +) / count
    let fourth = squares.reduce(0) { $0 + $1 * $1 } / count
    // Five standard errors of mean, variance and kurtosis.
    #expect(abs(mean) < 5 * (variance / count).squareRoot())
    #expect(abs(spread / variance - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(fourth / (spread * spread) - 3) < 5 * (24 / count).squareRoot())
  }

  @Test("uniform weights fill their bounds evenly")
  func uniform() throws {
    var settings = InitializationSettings()
    (settings.distribution, settings.magnitude) = (.uniform, 3)
    let sample = try values(settings, shape: [200, 100])
    let bound = (3.0 / 150).squareRoot()
    #expect(sample.allSatisfy { abs($0) <= bound * (1 + 1e-6) })
    for quarter in 0..<4 {
      let low = -bound + Double(quarter) * bound / 2
      let share = Double(sample.count { $0 >= low && $0 < low + bound / 2 }) / Double(sample.count)
      #expect(abs(share - 0.25) < 5 * (0.25 * 0.75 / 20_000).squareRoot())
    }
  }

  @Test("weights depend on seed and name alone")
  func keyed() throws {
    let settings = InitializationSettings()
    let shape = [8, 8]
    #expect(try values(settings, shape: shape) == values(settings, shape: shape))
    #expect(try values(settings, shape: shape) != values(settings, shape: shape, seed: 2))
    #expect(try values(settings, shape: shape) != values(settings, shape: shape, name: "v"))
  }

  @Test("a similar network gives what has the same name and shape; the rest starts anew")
  func similar() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("other.safetensors").path
    var recipe = Recipe()
    recipe.network = "efficientnet_lite0_colour256"
    let graph = try recipe.graph()
    let other = try TensorGenerator(salt: "").state(for: Catalogue.graph("colour_transform256"))
    try Checkpoint.write(other, to: file)
    recipe.initialization.partialWeights = file
    let weights = try StartingWeights(recipe, graph)
    func values(_ name: String) throws -> [Double] {
      try weights.values(#require(graph.parameters.first { $0.name == name })).doubles()
    }
    #expect(try values("encoder.1.down.block.0.weight") == other["encoder.1.down.block.0.weight"]?.doubles())
    // The last stage also sees the classifier's features here, so its kernel has another shape.
    let widened = "encoder.3.down.block.0.weight"
    #expect(try values(widened).count > other[widened]?.elementCount ?? .max)
    #expect(try values("descriptor.0.weight").count > other["descriptor.0.weight"]?.elementCount ?? .max)
    #expect(weights.notes.first?.contains("entries start from the like-named ones in \(file)") == true)
    #expect(weights.notes.last?.contains("backbone starts from random weights") == true)
    try Checkpoint.write(StateDictionary([("x", try CheckpointTensor([1], shape: [1]))]), to: file)
    #expect(throws: CheckpointError.self) { try StartingWeights(recipe, graph) }
  }

  @Test("everything else begins as in the reference, and the blurring kernel keeps its shape")
  func others() throws {
    let initializer = Initializer(settings: InitializationSettings(), seed: 0)
    var seen = Set<ParameterSpec.Role>()
    for name in ["ssam256", "hrnet18s_idih256"] {
      for spec in try Catalogue.graph(name).parameters where seen.insert(spec.role).inserted {
        let values = try initializer.tensor(for: spec).doubles()
        switch spec.role {
        case .weight: #expect(Set(values).count > 1)
        case .bias, .normBias, .runningMean, .batchCount: #expect(values.allSatisfy { $0 == 0 })
        case .normWeight, .runningVariance: #expect(values.allSatisfy { $0 == 1 })
        case .scale: #expect(values.allSatisfy { abs($0 - 0.1) < 1e-7 })
        case .fixedKernel:
          #expect(abs(values.reduce(0, +) - 1) < 1e-6)
          #expect(values.max() == values[values.count / 2])
          #expect(values == values.reversed())
        }
      }
    }
    #expect(seen == Set(ParameterSpec.Role.allCases))
  }
}
