import Testing

@testable import HarmonizationCheckpoints

/// Forms of checkpoint that the fixtures do not hold, and attacks.
@Suite struct PickleTests {
  private func read(_ pickle: [UInt8], storage: [Float] = [0, 1, 2, 3, 4, 5]) throws(CheckpointError) -> StateDictionary
  {
    try Checkpoint(bytes: ZipAssembler.checkpoint(pickle, storages: ["0": floatBytes(storage)])).state
  }

  private func state(shape: [Int], strides: [Int], offset: Int = 0) throws(CheckpointError) -> CheckpointTensor? {
    try read(
      PickleAssembler.dictionary("w") { $0.tensor(count: 6, offset: offset, shape: shape, strides: strides) })["w"]
  }

  @Test func materialisesViews() throws {
    #expect(try state(shape: [3, 2], strides: [1, 3])?.floats() == [0, 3, 1, 4, 2, 5])
    #expect(try state(shape: [2, 2], strides: [3, 2], offset: 0)?.floats() == [0, 2, 3, 5])
    #expect(try state(shape: [2, 3], strides: [0, 1], offset: 3)?.floats() == [3, 4, 5, 3, 4, 5])
    #expect(try state(shape: [1, 2, 1, 3], strides: [.max, 1, .max, 2])?.floats() == [0, 2, 4, 1, 3, 5])
    #expect(try state(shape: [0, 7], strides: [7, 1])?.floats() == [])
  }

  @Test func refusesViewsBeyondTheirStorage() {
    for (shape, strides, offset) in [
      ([6], [1], 1), ([2, 3], [4, 1], 0), ([], [], 6), ([2], [.max], 0), ([4], [.max / 2], 0),
    ] {
      #expect(throws: CheckpointError.self) { try state(shape: shape, strides: strides, offset: offset) }
    }
    #expect(throws: CheckpointError.self) { try state(shape: [1], strides: [1], offset: .max) }
  }

  @Test func refusesHugeViewsBeforeAllocating() {
    for shape in [[1 << 40], [1 << 31, 1 << 31], [.max, .max], [0, .max, .max], [1 << 24]] {
      let strides = [Int](repeating: 0, count: shape.count)
      guard case .limitExceeded? = problem({ try state(shape: shape, strides: strides) }) else {
        Issue.record("\(shape) was not refused as too large")
        continue
      }
    }
  }

  @Test func readsOrderedDictionariesOfPython2() throws {
    var pickle = PickleAssembler()
    pickle.global("collections", "OrderedDict")
    pickle.raw("]")
    pickle.raw("]")
    pickle.raw("(")
    pickle.raw([0x55, 1, UInt8(ascii: "w")])
    pickle.tensor(count: 6, shape: [6], strides: [1])
    pickle.raw("e")
    pickle.raw("a")
    pickle.raw([0x85])
    pickle.raw("R")
    #expect(try read(pickle.finished())["w"]?.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func readsProtocol4AndUntypedStorages() throws {
    var pickle = PickleAssembler()
    pickle.raw([0x80, 4, 0x95] + little(UInt64(99)))
    pickle.raw("}")
    pickle.raw([0x8C, 1, UInt8(ascii: "w"), 0x94])
    for name in ["torch._utils", "_rebuild_tensor_v3"] {
      pickle.raw([0x8C, UInt8(name.utf8.count)] + Array(name.utf8))
    }
    pickle.raw([0x93])
    pickle.raw("(")
    pickle.raw("(")
    pickle.text("storage")
    pickle.global("torch.storage", "UntypedStorage")
    pickle.text("0")
    pickle.text("cuda:3")
    pickle.integer(24)
    pickle.raw("t")
    pickle.raw("Q")
    pickle.integer(2)
    pickle.integers([2])
    pickle.integers([1])
    pickle.raw([0x89])
    pickle.raw(")")
    pickle.global("torch", "int32")
    pickle.raw("t")
    pickle.raw("R")
    pickle.raw("s")
    let tensor = try #require(try read(pickle.finished())["w"])
    #expect(tensor.dataType == .int32)
    #expect(tensor.doubles() == [2, 3].map { Double(Float($0).bitPattern) })
  }

  @Test func readsViewsOfLegacyStorages() throws {
    let pickle = PickleAssembler.dictionary("w") {
      $0.tensor(key: "7", count: 6, shape: [2], strides: [1], view: [3, 2])
    }
    let bytes = legacyFile(pickle, storages: [("7", 6, floatBytes([0, 1, 2, 3, 4, 5]))])
    #expect(try Checkpoint(bytes: bytes).state["w"]?.floats() == [3, 4])
    let big = legacyFile(pickle, storages: [("7", 6, floatBytes([0, 1, 2, 3, 4, 5]))], littleEndian: false)
    #expect(problem { try Checkpoint(bytes: big) } == .unsupported("a checkpoint of a big-endian machine"))
  }

  @Test func legacyStoragesMustAgreeWithThePickle() {
    let pickle = PickleAssembler.dictionary("w") {
      $0.tensor(key: "7", count: 2, shape: [2], strides: [1], isLegacy: true)
    }
    for count in [-1, 0, 3, .max] {
      #expect(throws: CheckpointError.self) {
        try Checkpoint(bytes: legacyFile(pickle, storages: [("7", count, floatBytes([1, 2]))]))
      }
    }
    #expect(throws: CheckpointError.self) {
      try Checkpoint(bytes: legacyFile(pickle, storages: [("8", 2, floatBytes([1, 2]))]))
    }
  }

  @Test func refusesTypesAndInstructionsItDoesNotKnow() {
    let complex = PickleAssembler.dictionary("w") { $0.storage("ComplexFloatStorage", key: "0", count: 1) }
    #expect(problem { try read(complex) } == .unsupportedDataType("torch.ComplexFloatStorage"))
    let getattr = PickleAssembler.dictionary("w") { $0.global("builtins", "getattr") }
    #expect(problem { try read(getattr) } == .executesCode(global: "builtins.getattr"))
    #expect(problem { try read([0x80, 2, UInt8(ascii: "i")]) } == .unsupportedOpcode("0x69"))
    #expect(problem { try read([0x80, 9]) } == .unsupported("a pickle of protocol 9"))
  }

  @Test func survivesNestingCyclesAndFloods() {
    let nested = [0x80, 2, UInt8(ascii: ")")] + [UInt8](repeating: 0x85, count: 300_000) + [UInt8(ascii: ".")]
    #expect(problem { try read(nested) } == .noStateDictionary(keys: []))
    let cycle: [UInt8] = Array("}q\u{0}X".utf8) + little(UInt32(1)) + Array("ah\u{0}s.".utf8)
    #expect(problem { try read([0x80, 2] + cycle) } == .noStateDictionary(keys: ["a"]))
    guard
      case .limitExceeded? = problem({ try read([0x80, 2] + [UInt8](repeating: UInt8(ascii: "N"), count: 100_002)) })
    else {
      Issue.record("a flood of values was not refused")
      return
    }
  }

  @Test func picksTheWeightsOfATrainingDump() throws {
    func dump(_ keys: [String]) -> [UInt8] {
      var pickle = PickleAssembler()
      pickle.raw("}")
      for (index, key) in keys.enumerated() {
        pickle.text(key)
        pickle.raw("}")
        pickle.text("w")
        pickle.tensor(count: 6, offset: index, shape: [1], strides: [1])
        pickle.raw("s")
        pickle.raw("s")
      }
      return pickle.finished()
    }
    #expect(try read(dump(["x", "state_dict"]))["w"]?.floats() == [1])
    #expect(try read(dump(["ema", "state_dict"]))["w"]?.floats() == [0])
    #expect(try read(dump(["anything"]))["w"]?.floats() == [0])
    #expect(problem { try read(dump(["encoder", "decoder"])) } == .noStateDictionary(keys: ["encoder", "decoder"]))
  }
}
