import HarmonizationCheckpoints
import Foundation
import HarmonizationNetworks
import TestSupport
import Testing

@Suite("harmonize forward", .needsOpenVINO)
struct ForwardTests {
  /// The part of the golden file that is a forward pass.
  private struct Golden: Decodable {
    let forward: Forward

    struct Forward: Decodable {
      let batch, height, width: Int
      let salt: String
      let rows, columns: [Int]
      let values: [Double]
    }

    static func load() throws -> Forward {
      let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      let file = tests.appendingPathComponent("HarmonizationNetworksTests/Fixtures/\(GeneratedWeights.network).json")
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file)).forward
    }
  }

  private static func run(_ image: [Float], _ mask: [Float], shape: [Int]) throws -> CheckpointTensor {
    let folder = try TemporaryFolder()
    let inputs = try StateDictionary([
      ("image", CheckpointTensor(image, shape: shape)),
      ("mask", CheckpointTensor(mask, shape: [shape[0], 1, shape[2], shape[3]])),
    ])
    try Checkpoint.write(inputs, to: folder.file("in.safetensors"))
    let result = try Tool.run(
      [
        "forward", GeneratedWeights.network, "--weights", GeneratedWeights.path(), "--input", "in.safetensors",
        "--output", "out.safetensors", "--precision", "f32",
      ], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    return try #require(try Checkpoint.read(from: folder.file("out.safetensors"))["images"])
  }

  @Test("A network that predicts parameters is recognized, and gives them and the picture at full resolution")
  func pixelwise() throws {
    let golden = try PixelwiseFixture.load("CNN_pct").forward
    let folder = try TemporaryFolder()
    let state = try TensorGenerator(salt: golden.salt).state(for: Catalogue.graph("CNN_pct"))
    try Checkpoint.write(state, to: folder.file("weights.safetensors"))
    let inspected = try Tool.run(["inspect", "weights.safetensors"], in: folder)
    #expect(inspected.text.contains("CNN_pct\n"))
    let inputs = try golden.inputs.map { ($0.key, try CheckpointTensor($0.value.values, shape: $0.value.shape)) }
    try Checkpoint.write(StateDictionary(inputs), to: folder.file("in.safetensors"))
    let result = try Tool.run(
      [
        "forward", "CNN_pct", "--weights", "weights.safetensors", "--input", "in.safetensors", "--output",
        "out.safetensors", "--precision", "f32",
      ], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let written = try Checkpoint.read(from: folder.file("out.safetensors"))
    for (name, expected) in golden.results {
      let tensor = try #require(written[name])
      #expect(tensor.shape == expected.shape)
      #expect(expected.deviation(of: tensor.floats()) < 1e-4, "\(name)")
    }
  }

  @Test("Within 1e-4 of the reference implementation")
  func golden() throws {
    let golden = try Golden.load()
    try #require(golden.salt == "")
    let generator = TensorGenerator(salt: golden.salt)
    let (batch, height, width) = (golden.batch, golden.height, golden.width)
    let image = generator.image(batch: batch, height: height, width: width).map(Float.init)
    let mask = generator.mask(batch: batch, height: height, width: width).map(Float.init)
    let output = try Self.run(image, mask, shape: [batch, 3, height, width])
    #expect(output.shape == [batch, 3, height, width])
    let values = output.floats()
    var expected = golden.values.makeIterator()
    var largest = 0.0
    for plane in 0..<batch * 3 {
      for row in golden.rows {
        for column in golden.columns {
          let value = Double(values[(plane * height + row) * width + column])
          largest = max(largest, abs(value - (expected.next() ?? .infinity)))
        }
      }
    }
    #expect(largest < 1e-4)
    #expect(expected.next() == nil)
  }

  @Test("A size that the depth does not allow is padded with zeros and cut off again")
  func oddSize() throws {
    let generator = TensorGenerator()
    let (height, width) = (101, 75)
    let image = generator.image(batch: 1, height: height, width: width).map(Float.init)
    let mask = generator.mask(batch: 1, height: height, width: width).map(Float.init)
    let output = try Self.run(image, mask, shape: [1, 3, height, width])
    #expect(output.shape == [1, 3, height, width])
    // The same by hand: half of the zeros before, the rest behind.
    let (top, left) = ((256 - height) / 2, (256 - width) / 2)
    func padded(_ planes: [Float], _ count: Int) -> [Float] {
      var result = [Float](repeating: 0, count: count * 256 * 256)
      for index in planes.indices {
        let (plane, y, x) = (index / (height * width), index / width % height, index % width)
        result[(plane * 256 + y + top) * 256 + x + left] = planes[index]
      }
      return result
    }
    let whole = try Self.run(padded(image, 3), padded(mask, 1), shape: [1, 3, 256, 256]).floats()
    let values = output.floats()
    let worst = values.indices.reduce(Float(0)) { worst, index in
      let (plane, y, x) = (index / (height * width), index / width % height, index % width)
      return max(worst, abs(values[index] - whole[(plane * 256 + y + top) * 256 + x + left]))
    }
    #expect(worst < 1e-5)
  }

  @Test("Inputs that do not fit are named")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    try OtherWeights.write(to: folder.file("other.safetensors"))
    let command = [
      "forward", GeneratedWeights.network, "--weights", try GeneratedWeights.path(), "--output", "out.safetensors",
    ]
    for (input, message) in [("other.safetensors", "[N, 3, H, W]"), ("nothing.safetensors", "nothing.safetensors")] {
      let result = try Tool.run(command + ["--input", input], in: folder)
      #expect(result.code != 0)
      #expect(result.errors.count == 1)
      #expect(result.errors.first?.contains(message) == true, "\(result.errors)")
      #expect(folder.contents == ["other.safetensors"])
    }
  }
}
