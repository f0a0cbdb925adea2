import Testing

@testable import HarmonizationCheckpoints

/// Weights as training programs wrap them: found wherever they are, averaged ones first, whatever is beside them.
@Suite struct WrapperTests {
  private static let weights: SavedObject = ["a.weight": .tensor(1), "a.bias": .tensor(2)]
  private static let noise: SavedObject = ["a.weight": .tensor(7), "a.bias": .tensor(8)]

  private static func prefixed(_ prefix: String, _ values: [Float] = [1, 2]) -> [(String, SavedObject)] {
    [(prefix + "a.weight", .tensor(values[0])), (prefix + "a.bias", .tensor(values[1]))]
  }

  private static let averagedBesideRaw: SavedObject = .dictionary(
    [("initted", .tensor(1)), ("step", .tensor(9))] + prefixed("online_model.", [7, 8]) + prefixed("ema_model."))

  static let wrapped: [(name: String, saved: SavedObject)] = [
    ("plain", weights),
    ("compiled", .dictionary(prefixed("_orig_mod."))),
    ("parallel, compiled", .dictionary(prefixed("module._orig_mod."))),
    ("compiled, parallel", .dictionary(prefixed("_orig_mod.module."))),
    ("Lightning, compiled", ["state_dict": .dictionary(prefixed("model._orig_mod.")), "epoch": .integer(3)]),
    ("averaged model", .dictionary([("n_averaged", .tensor(5))] + prefixed("module."))),
    ("timm's average", ["epoch": .integer(9), "state_dict": noise, "optimizer": [:], "state_dict_ema": weights]),
    ("BasicSR's average", ["params": noise, "params_ema": weights]),
    ("ema-pytorch", averagedBesideRaw),
    ("ema-pytorch in a dump", ["model": averagedBesideRaw]),
    ("two levels", ["model": ["state_dict": weights], "epoch": .integer(1)]),
    ("three levels", ["checkpoint": ["model": ["state_dict": .dictionary(prefixed("net.module."))]]]),
    ("a generator", ["generator": weights, "discriminator": ["conv.weight": .tensor(0)], "optimizer_g": [:]]),
    ("optimizer with tensors", ["weights": weights, "optimizer": ["state": ["exp_avg": .tensor(0)]]]),
    ("a callback with tensors", ["net_g": weights, "callbacks": ["best": ["score": .tensor(0)]]]),
    ("average of a wrapped copy", ["model": .dictionary(prefixed("module.", [7, 8])), "ema": weights]),
  ]

  @Test(arguments: wrapped.indices) func weightsAreFound(_ index: Int) throws {
    let (name, saved) = Self.wrapped[index]
    let state = try Checkpoint(bytes: saved.file).state
    #expect(state.names == ["a.weight", "a.bias"], "\(name)")
    #expect(state.map { $0.tensor.floats()[0] } == [1, 2], "\(name)")
  }

  @Test func saysWhatWasChosen() throws {
    let averaged = try Checkpoint(
      bytes: (["state_dict": Self.noise, "state_dict_ema": Self.weights] as SavedObject).file)
    #expect(averaged.isAveraged && averaged.wrapper == "state_dict_ema" && averaged.others == ["state_dict"])
    let copies = try Checkpoint(bytes: Self.averagedBesideRaw.file)
    #expect(copies.isAveraged && copies.wrapper == nil && copies.prefixes == ["ema_model"])
    let plain = try Checkpoint(bytes: Self.weights.file)
    #expect(!plain.isAveraged && plain.others.isEmpty && plain.prefixes.isEmpty)
    // Of another network, so not an average of these weights.
    let other = try Checkpoint(
      bytes: (["state_dict": Self.weights, "ema_teacher": ["x": .tensor(0)]] as SavedObject).file)
    #expect(!other.isAveraged && other.wrapper == "state_dict")
  }

  @Test func severalUnknownNetworksAreRefused() {
    let two: SavedObject = ["encoder": Self.weights, "decoder": Self.noise]
    #expect(problem { try Checkpoint(bytes: two.file) } == .noStateDictionary(keys: ["encoder", "decoder"]))
  }

  /// Classes that are not known here, beside the weights.
  @Test(arguments: [
    ("omegaconf.dictconfig", "DictConfig"), ("argparse", "Namespace"), ("torch.optim.adamw", "AdamW"),
    ("__main__", "Config"), ("numpy._core.multiarray", "scalar"), ("functools", "partial"), ("enum", "Flag"),
  ]) func unknownClassesBesideTheWeightsAreSkipped(module: String, name: String) throws {
    let saved: SavedObject = [
      "hyper_parameters": .built(module, name, [("lr", .integer(1)), ("buffer", .tensor(3))]),
      "more": .object(module, name, [.tensor(4), ["x": .tensor(5)]]), "state_dict": Self.weights,
    ]
    #expect(try Checkpoint(bytes: saved.file).state.names == ["a.weight", "a.bias"])
  }

  @Test func objectsInPlaceOfWeightsAreRefusedByKey() throws {
    let module: SavedObject = .built("__main__", "Net", [("_parameters", Self.weights)])
    #expect(problem { try Checkpoint(bytes: module.file) } == .pythonObject(type: "__main__.Net", key: nil))
    let inside: SavedObject = ["model": module, "epoch": .integer(1)]
    #expect(problem { try Checkpoint(bytes: inside.file) } == .pythonObject(type: "__main__.Net", key: "model"))
    let part: SavedObject = [
      "state_dict": ["a.weight": .tensor(1), "a.bias": .object("mylib", "Quantized", [.tensor(2)])]
    ]
    let error = try #require(throws: CheckpointError.self) { try Checkpoint(bytes: part.file) }
    #expect(error.problem == .pythonObject(type: "mylib.Quantized", key: "a.bias"))
    #expect(error.description.contains("nothing is known to be malicious"))
  }

  @Test(arguments: [("os", "system"), ("builtins", "eval"), ("builtins", "getattr"), ("subprocess", "Popen")])
  func attacksAreRefusedEvenBesideTheWeights(module: String, name: String) {
    let saved: SavedObject = ["x": .object(module, name, [.integer(1)]), "state_dict": Self.weights]
    #expect(problem { try Checkpoint(bytes: saved.file) } == .executesCode(global: "\(module).\(name)"))
  }

  @Test func subclassesOfTensorsAreRead() throws {
    var pickle = PickleAssembler()
    pickle.raw("}")
    pickle.text("w")
    pickle.global("torch._tensor", "_rebuild_from_type_v2")
    pickle.raw("(")
    pickle.global("torch._utils", "_rebuild_tensor_v2")
    pickle.global("mylib", "Subclass")
    pickle.raw("(")
    pickle.storage("FloatStorage", key: "0", count: 1)
    pickle.integer(0)
    pickle.integers([1])
    pickle.integers([1])
    pickle.raw([0x89])
    pickle.global("collections", "OrderedDict")
    pickle.raw(")")
    pickle.raw("R")
    pickle.raw("t")
    pickle.raw("}")
    pickle.raw("t")
    pickle.raw("R")
    pickle.raw("s")
    let bytes = ZipAssembler.checkpoint(pickle.finished(), storages: ["0": floatBytes([3])])
    #expect(try Checkpoint(bytes: bytes).state["w"]?.floats() == [3])
  }
}
