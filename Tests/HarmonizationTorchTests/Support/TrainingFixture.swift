import Foundation

/// Golden numbers of a short training run of the reference implementation in float64.
struct TrainingFixture: Decodable {
  let network: String
  let batch, height, width: Int
  let salt: String
  let loss: LossName
  let minimumArea: Double
  let losses: [Double]
  let gradientNorms: [String: Double]
  let withoutGradient: [String]
  let bufferNorms: [String: Double]

  enum LossName: String, Decodable {
    case foregroundNormalized = "fn_mse"
    case plain = "mse"
  }

  enum CodingKeys: String, CodingKey {
    case network, batch, height, width, salt, loss, losses
    case minimumArea = "min_area"
    case gradientNorms = "grad_norms"
    case withoutGradient = "no_grad"
    case bufferNorms = "buffer_norms"
  }

  /// Every file of the fixtures' folder.
  static let names: [String] = {
    let folder = Bundle.module.bundleURL.appending(path: "Fixtures").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  static func named(_ name: String) throws -> TrainingFixture {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
  }
}
