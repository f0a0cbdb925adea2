import Foundation
import HarmonizationCheckpoints
import HarmonizationGraph

/// One golden file of PCT-Net's published implementation: state entries and a forward pass at two sizes.
public struct PixelwiseFixture: Decodable, Sendable {
  public let network: String
  public let parameters: Int
  public let state: [Entry]
  public let forward: Forward

  /// A state entry: name and shape.
  public struct Entry: Decodable, Sendable {
    public let name: String
    public let shape: [Int]
    public let type: String

    public init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      shape = try values.decode([Int].self)
      type = try values.decode(String.self)
    }
  }

  /// Inputs by the generating rule, and what they give.
  public struct Forward: Decodable, Sendable {
    public let batch: Int
    public let height: Int
    public let width: Int
    public let fullres_height: Int
    public let fullres_width: Int
    public let salt: String
    public let image_range: [Double]
    public let images: Sampled
    public let params: Sampled
    public let images_fullres: Sampled
    public let attention: Sampled?

    /// The golden results by output name.
    public var results: [String: Sampled] {
      var results = ["images": images, "params": params, "images_fullres": images_fullres]
      results["attention"] = attention
      return results
    }

    /// The inputs by name, with their shapes.
    public var inputs: [String: (shape: [Int], values: [Float])] {
      let generator = TensorGenerator(salt: salt)
      func image(_ key: String, _ height: Int, _ width: Int) -> (shape: [Int], values: [Float]) {
        let shape = [batch, 3, height, width]
        let values = generator.uniform(key, count: shape.reduce(1, *))
        let (low, high) = (image_range[0], image_range[1])
        return (shape, values.map { Float(low + (high - low) * $0) })
      }
      func mask(_ height: Int, _ width: Int) -> (shape: [Int], values: [Float]) {
        ([batch, 1, height, width], generator.mask(batch: batch, height: height, width: width).map(Float.init))
      }
      return [
        "image": image("image", height, width), "mask": mask(height, width),
        "image_fullres": image("image_fullres", fullres_height, fullres_width),
        "mask_fullres": mask(fullres_height, fullres_width),
      ]
    }
  }

  /// A tensor on a grid, with statistics of all of it.
  public struct Sampled: Decodable, Sendable {
    public let shape: [Int]
    public let rows: [Int]
    public let columns: [Int]
    public let values: [Double]
    public let mean: Double
    public let std: Double
    public let min: Double
    public let max: Double

    /// The largest deviation of a tensor from the grid and of its statistics, in units of the larger of 1 and the standard deviation.
    public func deviation(of tensor: [Float]) -> Double {
      guard tensor.count == shape.reduce(1, *) else { return .infinity }
      var expected = values.makeIterator()
      var largest = 0.0
      for plane in 0..<shape[0] * shape[1] {
        for row in rows {
          for column in columns {
            let value = Double(tensor[(plane * shape[2] + row) * shape[3] + column])
            largest = Swift.max(largest, abs(value - (expected.next() ?? .infinity)))
          }
        }
      }
      let mean = tensor.reduce(0) { $0 + Double($1) } / Double(tensor.count)
      let ends = [(tensor.min(), self.min), (tensor.max(), self.max)].map { abs(Double($0 ?? .nan) - $1) }
      return ([largest, abs(mean - self.mean)] + ends).reduce(0) { Swift.max($0, $1.isNaN ? .infinity : $1) }
        / Swift.max(1, std)
    }
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "HarmonizationNetworksTests/Fixtures/pctnet")

  /// The configurations with golden numbers.
  public static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  /// The golden numbers of a configuration.
  public static func load(_ name: String) throws -> PixelwiseFixture {
    try JSONDecoder().decode(
      PixelwiseFixture.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
  }
}
