import Foundation
import HarmonizationCheckpoints
import HarmonizationOpenVINO
import TestSupport
import Testing

@Suite("harmonize networks, inspect, convert, average, export, benchmark")
struct ModelCommandTests {
  @Test("The table of networks, also as JSON")
  func networks() throws {
    let folder = try TemporaryFolder()
    let table = try Tool.run(["networks"], in: folder)
    #expect(table.code == 0)
    #expect(table.text.contains("improved_dih256") && table.text.contains("hrnet18s_idih256"))
    let json = try Tool.run(["networks", "--json"], in: folder)
    let rows = try #require(try JSONSerialization.jsonObject(with: json.output) as? [[String: Any]])
    #expect(rows.count >= 29)
    #expect(rows.contains { $0["name"] as? String == "improved_dih256" && $0["inputSize"] as? Int == 256 })
  }

  @Test("inspect finds the network that fits")
  func inspect() throws {
    let folder = try TemporaryFolder()
    let result = try Tool.run(["inspect", try GeneratedWeights.path(), "--tensors"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.text.contains("fits") && result.text.contains("improved_dih256"))
    #expect(result.text.contains("encoder.block0.block.0.weight"))
    try OtherWeights.write(to: folder.file("other.safetensors"))
    let other = try Tool.run(["inspect", "other.safetensors"], in: folder)
    #expect(other.code == 0)
    #expect(other.text.contains("no network of the catalogue"))
  }

  @Test("convert halves the file and keeps the values")
  func convert() throws {
    let folder = try TemporaryFolder()
    let weights = try GeneratedWeights.path()
    let result = try Tool.run(["convert", weights, "half.safetensors", "--precision", "float16"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let (before, after) = (
      try Checkpoint.read(from: weights), try Checkpoint.read(from: folder.file("half.safetensors"))
    )
    #expect(after.configuration == GeneratedWeights.network)
    #expect(after.map(\.name) == before.map(\.name))
    #expect(after.byteCount < before.byteCount * 51 / 100)
    let name = "encoder.block0.block.0.weight"
    let pairs = zip(try #require(before[name]).floats(), try #require(after[name]).floats())
    #expect(pairs.allSatisfy { abs($0 - $1) <= abs($0) / 1024 + 1e-6 })
    let again = try Tool.run(["convert", weights, "half.safetensors"], in: folder)
    #expect(again.code != 0)
    #expect(again.errors.first?.contains("--overwrite") == true)
    let wrong = try Tool.run(["convert", weights, "model.pth"], in: folder)
    #expect(wrong.errors.count == 1 && wrong.errors[0].contains("safetensors"))
  }

  @Test("average writes the mean of checkpoints, and refuses those of another network")
  func average() throws {
    let folder = try TemporaryFolder()
    let weights = try GeneratedWeights.path()
    let result = try Tool.run(["average", weights, weights, weights, "-o", "mean.safetensors"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let (before, after) = (
      try Checkpoint.read(from: weights), try Checkpoint.read(from: folder.file("mean.safetensors"))
    )
    #expect(after.configuration == GeneratedWeights.network)
    #expect(before.allSatisfy { after[$0.name]?.doubles() == $0.tensor.doubles() })
    try OtherWeights.write(to: folder.file("other.safetensors"))
    let wrong = try Tool.run(["average", weights, "other.safetensors", "-o", "wrong.safetensors"], in: folder)
    #expect(wrong.code != 0 && wrong.errors.first?.contains("other.safetensors") == true, "\(wrong.errors)")
    #expect(try Tool.run(["average", weights, "-o", "one.safetensors"], in: folder).code != 0)
    #expect(folder.contents == ["mean.safetensors", "other.safetensors"])
  }

  @Test("Weights with values that are no numbers are refused by the tensor's name")
  func notFinite() throws {
    let folder = try TemporaryFolder()
    var state = try Checkpoint.read(from: GeneratedWeights.path())
    let name = "encoder.block0.block.0.weight"
    let tensor = try #require(state[name])
    var values = tensor.floats()
    values[7] = .nan
    state[name] = try CheckpointTensor(values, shape: tensor.shape)
    try Checkpoint.write(state, to: folder.file("nan.safetensors"))
    for arguments in [
      ["inspect", "nan.safetensors"], ["convert", "nan.safetensors", "out.safetensors"],
      ["average", "nan.safetensors", "nan.safetensors", "-o", "out.safetensors"],
      ["evaluate", "--weights", "nan.safetensors", "--data", "generated:2"],
    ] {
      let result = try Tool.run(arguments, in: folder)
      #expect(result.code != 0 && result.errors.last?.contains(name) == true, "\(arguments): \(result.errors)")
    }
    #expect(folder.contents == ["nan.safetensors"])
  }

  @Test("export writes a model that OpenVINO compiles", .needsOpenVINO)
  func export() throws {
    let folder = try TemporaryFolder()
    let result = try Tool.run(["export", "--weights", GeneratedWeights.path(), "--onnx", "model.onnx"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let shapes = ["image": [2, 3, 256, 256], "mask": [2, 1, 256, 256]]
    _ = try Core().compile(onnx: folder.data("model.onnx"), shapes: shapes, options: CompileOptions(precision: .f32))
    let wrong = try Tool.run(
      ["export", "--weights", GeneratedWeights.path(), "--onnx", "odd.onnx", "--size", "100"], in: folder)
    #expect(wrong.code != 0)
    #expect(wrong.errors.count == 1)
    #expect(folder.contents == ["model.onnx"])
  }

  @Test("benchmark prints times", .needsOpenVINO)
  func benchmark() throws {
    let folder = try TemporaryFolder()
    let result = try Tool.run(
      ["benchmark", "--weights", GeneratedWeights.path(), "--runs", "2", "--json"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let json = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
    #expect(json["network"] as? String == GeneratedWeights.network)
    #expect((json["fastest"] as? Double ?? 0) > 0)
  }

  @Test(
    "Help fits 80 columns and has examples",
    arguments: [
      "photo", "batch", "transfer", "networks", "inspect", "convert", "average", "export", "forward", "benchmark",
    ])
  func help(command: String) throws {
    let result = try Tool.run([command, "--help"], in: TemporaryFolder())
    #expect(result.code == 0)
    let lines = result.text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.hasPrefix("Example") })
    let examples = lines.filter { $0.hasPrefix("  harmonize \(command)") }
    #expect(!examples.isEmpty)
  }
}
