import HarmonizationGraph
import Testing

@testable import HarmonizationCheckpoints

@Suite struct LoadingTests {
  private let parameters = [
    ParameterSpec(name: "conv.weight", shape: [2, 1], role: .weight),
    ParameterSpec(name: "conv.bias", shape: [2], role: .bias),
    ParameterSpec(name: "norm.num_batches_tracked", shape: [], role: .batchCount),
  ]

  private func tensor(_ shape: [Int], _ type: CheckpointTensor.DataType = .float32) throws -> CheckpointTensor {
    try CheckpointTensor(dataType: type, shape: shape) { _ in }
  }

  private func fitting(prefix: String = "") throws -> StateDictionary {
    StateDictionary([
      (prefix + "norm.num_batches_tracked", try tensor([], .int64)), (prefix + "conv.bias", try tensor([2], .float16)),
      (prefix + "conv.weight", try tensor([2, 1])),
    ])
  }

  @Test func givesTheNetworksOrder() throws {
    var state = try fitting()
    state.configuration = "x"
    let loaded = try state.validated(against: parameters)
    #expect(loaded.names == parameters.map(\.name))
    #expect(loaded.configuration == "x")
  }

  @Test func removesAnAttributeNameIfTheRestFits() throws {
    #expect(try fitting(prefix: "net.").validated(against: parameters).names == parameters.map(\.name))
    var state = try fitting(prefix: "net.")
    state["other"] = try tensor([])
    #expect(throws: CheckpointError.self) { try state.validated(against: parameters) }
  }

  @Test func reportsEverythingAtOnce() throws {
    var state = try fitting()
    state["conv.bias"] = nil
    state["conv.weight"] = try tensor([2, 2])
    state["norm.num_batches_tracked"] = try tensor([])
    for name in ["a", "b", "c", "d", "e"] { state[name] = try tensor([]) }
    let expected = StateDictionaryMismatch(
      missing: ["conv.bias"], unexpected: ["a", "b", "c", "d", "e"],
      misshapen: [.init(name: "conv.weight", expected: [2, 1], found: [2, 2])],
      mistyped: ["norm.num_batches_tracked"])
    let error = try #require(throws: CheckpointError.self) { try state.validated(against: parameters) }
    #expect(error.problem == .mismatch(expected))
    #expect(
      error.description
        == "does not fit the network: 1 missing: conv.bias; 5 unexpected: a, b, c, d, ...; "
        + "1 of another shape: conv.weight [2, 2] instead of [2, 1]; 1 of another type: norm.num_batches_tracked")
  }

  @Test func readsForAGraph() throws {
    let file = try Fixture.url("module_zip.pth").path
    let roles: [ParameterSpec.Role] = [
      .weight, .bias, .normWeight, .normBias, .runningMean, .runningVariance, .batchCount,
    ]
    let state = try Checkpoint.read(from: file)
    let specs = zip(state, roles).map { ParameterSpec(name: $0.name, shape: $0.tensor.shape, role: $1) }
    #expect(try state.validated(against: specs) == state)
  }

  @Test func hrnetBackbonesLoadByIntersection() throws {
    let prefix = "backbone.hrnet."
    let network = [
      ParameterSpec(name: prefix + "conv1.weight", shape: [4], role: .weight),
      ParameterSpec(name: prefix + "aux_head.0.bias", shape: [3], role: .bias),
      ParameterSpec(name: prefix + "ocr.bias", shape: [3], role: .bias),
      ParameterSpec(name: "decoder.bias", shape: [3], role: .bias),
    ]
    let checkpoint = StateDictionary([
      ("model.last_layer.0.bias", try tensor([3])),
      ("model.conv1.weight", try CheckpointTensor([1, 2, 3, 4], shape: [4])),
      ("classifier.weight", try tensor([1000])),
    ])
    let backbone = try PretrainedBackbone(checkpoint, for: network, under: prefix, naming: .hrnet)
    #expect(backbone.entries.names == [prefix + "conv1.weight", prefix + "aux_head.0.bias"])
    #expect(backbone.unused == ["classifier.weight"])
    #expect(backbone.uncovered == [prefix + "ocr.bias"])
    #expect(backbone.description == "2 of 3 entries used; unused: classifier.weight")
    var state = StateDictionary(try network.map { ($0.name, try tensor($0.shape)) })
    state.merge(backbone)
    #expect(state.names == network.map(\.name))
    #expect(state[prefix + "conv1.weight"]?.floats() == [1, 2, 3, 4])
  }

  @Test func efficientNetsAreFolded() throws {
    func norm(_ name: String) throws -> [(String, CheckpointTensor)] {
      try [("weight", [2, 3]), ("bias", [1, -1]), ("running_mean", [0.5, 4]), ("running_var", [3.999, 8.999])].map {
        ("\(name).\($0.0)", try CheckpointTensor($0.1, shape: [2]))
      }
    }
    let kernel = try CheckpointTensor([1, 2, 3, 4], shape: [2, 2, 1, 1])
    let stem = try [("_conv_stem.weight", kernel)] + norm("_bn0")
    let block = try [("_blocks.3._project_conv.weight", kernel)] + norm("_blocks.3._bn2")
    let checkpoint = StateDictionary(stem + block + [("_fc.weight", try tensor([1000]))])
    let folded = try checkpoint.foldedEfficientNet()
    #expect(folded.names == ["stem.weight", "stem.bias", "blocks.3.project.weight", "blocks.3.project.bias"])
    for place in ["stem", "blocks.3.project"] {
      // The scales are 2 / sqrt(3.999 + 0.001) = 1 and 3 / sqrt(8.999 + 0.001) = 1.
      #expect(near(folded["\(place).weight"], [1, 2, 3, 4]))
      #expect(near(folded["\(place).bias"], [0.5, -5]))
    }
    let halved = StateDictionary(stem.dropLast() + [])
    guard case .corrupt(let reason) = problem({ try halved.foldedEfficientNet() }) else {
      Issue.record("a convolution without its variance is folded")
      return
    }
    #expect(reason.contains("_bn0.running_var") && reason.contains("_conv_stem.weight"))
  }

  private func near(_ tensor: CheckpointTensor?, _ values: [Float]) -> Bool {
    guard let floats = tensor?.floats(), floats.count == values.count else { return false }
    return zip(floats, values).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  @Test func wrongBackbonesAreErrors() throws {
    let network = [ParameterSpec(name: "b.conv1.weight", shape: [4], role: .weight)]
    let wide = StateDictionary([("conv1.weight", try tensor([5]))])
    let expected = StateDictionaryMismatch(misshapen: [.init(name: "b.conv1.weight", expected: [4], found: [5])])
    #expect(
      problem { try PretrainedBackbone(wide, for: network, under: "b.", naming: .resNet) }
        == .mismatch(expected))
    let other = StateDictionary([("layer1.weight", try tensor([4]))])
    #expect(
      problem { try PretrainedBackbone(other, for: network, under: "b.", naming: .resNet) }
        == .nothingFits(total: 1, prefix: "b."))
  }
}
