import Foundation
import HarmonizationCheckpoints
import HarmonizationGraph

/// One golden file of PCT-Net's published implementation: state entries and a forward pass at two sizes.
public struct PixelwiseFixture: Decodable, Sendable {
  /// The configuration.
  public let network: String
  /// The number of trainable scalars.
  public let parameters: Int
  /// Every state entry in order.
  public let state: [Entry]
  /// One evaluation-mode forward pass.
  public let forward: Forward

  /// A state entry: name and shape.
  public struct Entry: Decodable, Sendable {
    /// Its name in the state dictionary.
    public let name: String
    /// Extents.
    public let shape: [Int]
    /// The element type.
    public let type: String

    /// Reads the entry.
    public init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      shape = try values.decode([Int].self)
      type = try values.decode(String.self)
    }
  }

  /// Inputs by the generating rule, and what they give.
  public struct Forward: Decodable, Sendable {
    /// Pictures.
    public let batch: Int
    /// Rows at the network's size.
    public let height: Int
    /// Columns at the network's size.
    public let width: Int
    /// Rows at full resolution.
    public let fullres_height: Int
    /// Columns at full resolution.
    public let fullres_width: Int
    /// Prefix of the generator's keys.
    public let salt: String
    /// Whether the input is normalized or in 0...1.
    public let image_range: [Double]
    /// The output at the network's size.
    public let images: Sampled
    /// The map of parameters.
    public let params: Sampled
    /// The output at full resolution.
    public let images_fullres: Sampled
    /// The attention map, if there is one.
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
    /// Extents.
    public let shape: [Int]
    /// Sampled rows.
    public let rows: [Int]
    /// Sampled columns.
    public let columns: [Int]
    /// The samples, in C order.
    public let values: [Double]
    /// Mean over the whole output.
    public let mean: Double
    /// Unbiased standard deviation.
    public let std: Double
    /// Smallest value.
    public let min: Double
    /// Largest value.
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
