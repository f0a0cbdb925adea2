import Foundation
import Testing

/// One golden file of the reference implementation: state entries and a forward pass.
struct NetworkFixture: Decodable {
  let network: String
  let parameters: Int
  let state: [Entry]
  let reduced_learning_rate: [String]
  let forward: Forward

  struct Entry: Decodable {
    let name: String
    let shape: [Int]
    let type: String

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      shape = try values.decode([Int].self)
      type = try values.decode(String.self)
    }
  }

  struct Forward: Decodable {
    let batch: Int
    let height: Int
    let width: Int
    let salt: String
    let rows: [Int]
    let columns: [Int]
    let values: [Double]
    let mean: Double
    let std: Double
    let min: Double
    let max: Double
  }

  static var names: [String] {
    let files = Bundle.module.urls(forResourcesWithExtension: "json", subdirectory: "Fixtures") ?? []
    return files.map { ($0 as URL).deletingPathExtension().lastPathComponent }.sorted()
  }

  static func load(_ name: String) throws -> NetworkFixture {
    let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
    return try JSONDecoder().decode(NetworkFixture.self, from: Data(contentsOf: try #require(url)))
  }
}
