import Foundation
import HarmonizationGraph
import TestSupport
import Testing

@testable import HarmonizationCheckpoints

/// Weights that no network can use, and weights in several files.
@Suite struct FiniteTests {
  @Test(arguments: [Float.nan, .infinity, -.infinity]) func weightsThatAreNotFiniteAreRefusedByName(value: Float) throws
  {
    var state = StateDictionary([("a", try CheckpointTensor([1, 2], shape: [2]))])
    try state.checkFinite()
    for precision in [WeightPrecision.float32, .float16, .bfloat16] {
      state["b.weight"] = try CheckpointTensor([0, value, value], shape: [3]).cast(to: precision)
      let error = try #require(throws: CheckpointError.self) { try state.checkFinite() }
      guard case .notFinite("b.weight", _, 2) = error.problem else {
        Issue.record("\(error)")
        continue
      }
      #expect(error.description.contains("b.weight"))
    }
  }

  @Test func largeAndTinyValuesAreFinite() throws {
    let values: [Float] = [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0]
    #expect(try CheckpointTensor(values, shape: [5]).nonFiniteCount == 0)
    let integers = try CheckpointTensor(dataType: .int64, shape: [2]) {
      $0.copyBytes(from: [UInt8](repeating: 255, count: 16))
    }
    #expect(integers.nonFiniteCount == 0)
  }

  @Test func aGraphsWeightsMustBeFinite() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("w.safetensors").path
      try Checkpoint.write(StateDictionary([("w", try CheckpointTensor([.nan], shape: [1]))]), to: path)
      let network = [ParameterSpec(name: "b.w", shape: [1], role: .weight)]
      let state = try Checkpoint.read(from: path)
      let refused = problem { try PretrainedBackbone(state, for: network, under: "b.", naming: .resNet) }
      guard case .notFinite("b.w", _, 1) = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
    }
  }

  @Test func allPartsOfAnIndexAreRead() throws {
    try withTemporaryFolder { folder in
      func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
      func write(_ name: String, _ value: Float, to file: String) throws {
        try Checkpoint.write(
          StateDictionary([("_orig_mod.\(name)", try CheckpointTensor([value], shape: [1]))]), to: path(file))
      }
      try write("a.w", 1, to: "model-00001-of-00002.safetensors")
      try write("b.w", 2, to: "model-00002-of-00002.safetensors")
      let index = path("model.safetensors.index.json")
      let map = """
        {"metadata": {"total_size": 8, "x": 1.5}, "weight_map": {"_orig_mod.b.w": "model-00002-of-00002.safetensors",
        "_orig_mod.a.w": "model-00001-of-00002.safetensors"}}
        """
      try Data(map.utf8).write(to: URL(fileURLWithPath: index))
      let state = try Checkpoint.read(from: index)
      #expect(state.names == ["b.w", "a.w"] && state["a.w"]?.floats() == [1])
      try FileManager.default.removeItem(atPath: path("model-00001-of-00002.safetensors"))
      #expect(problem { try Checkpoint.read(from: index) } == .missingShard("model-00001-of-00002.safetensors"))
      for hostile in ["../secret", "/etc/passwd", "..", ""] {
        try Data("{\"weight_map\": {\"a\": \"\(hostile)\"}}".utf8).write(to: URL(fileURLWithPath: index))
        #expect(problem { try Checkpoint.read(from: index) } == .corrupt("the index gives no file for a"))
      }
    }
  }

  @Test func onePartOfSeveralSaysWhatToGive() {
    #expect(
      Checkpoint.shardHint(for: "/x/model-00001-of-00003.safetensors")?.contains("model.safetensors.index.json") == true
    )
    #expect(Checkpoint.shardHint(for: "model-00001-of-00001.safetensors") == nil)
    #expect(Checkpoint.shardHint(for: "model.safetensors") == nil)
  }
}
