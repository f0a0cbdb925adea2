import Foundation
import HarmonizationSupport
import Testing

@testable import HarmonizationEvaluation

@Suite struct ComparisonTests {
  private func result(_ method: String, _ mse: [Double], evaluation: EvaluationSetting = .reference256)
    -> EvaluationResult
  {
    EvaluationResult(
      method: method, evaluation: evaluation,
      images: mse.enumerated().map { Scene.image("A", "p\($0)_1_1.jpg", mse: $1, fmse: 10 * $1, psnr: 40 - $1) })
  }

  @Test func pairedArithmetic() throws {
    let comparison = try Comparison([result("first", [1, 2, 3, 4]), result("second", [0, 2, 1, 5])])
    #expect(comparison.rows == ["A"])
    #expect(comparison.entries[0].differences.isEmpty)
    let mse = try #require(comparison.entries[1].differences["A"]?[.mse])
    // Differences -1, 0, -2, 1: mean -0.5, sample variance 5/3.
    #expect(mse.mean == -0.5)
    #expect(abs((mse.standardError ?? 0) - (5.0 / 3 / 4).squareRoot()) < 1e-12)
    #expect((mse.wins, mse.losses, mse.ties) == (2, 1, 1))
    #expect(mse.signTest == 1)
    let psnr = try #require(comparison.entries[1].differences["A"]?[.psnr])
    #expect(psnr.mean == 0.5 && psnr.wins == 2 && psnr.losses == 1)
  }

  @Test func compositesOfOnePhotoCountAsOne() throws {
    let pairs = [("a", 0.0, 1.0), ("a", 0, 1), ("b", 0, 3), ("b", 0, 3)].map {
      (photo: $0.0, baseline: $0.1, candidate: $0.2)
    }
    let clustered = try #require(PairedDifference(pairs, smallerIsBetter: true))
    #expect(clustered.n == 4 && clustered.photos == 2 && clustered.mean == 2)
    // Each photo's deviations sum to -2 and 2: sqrt(2/1 * (4 + 4)) / 4 = 1, as for two images that differ by 1 and 3.
    #expect(clustered.standardError == 1)
    #expect(clustered.signTest == 0.5, "two photos, not four images")
  }

  @Test func intervalCoversAndRepeats() throws {
    var random = SplitMix64(seed: 1)
    let pairs = (0..<200).map { index in
      (photo: "\(index)", baseline: 0.0, candidate: 1 + Double.random(in: -1...1, using: &random))
    }
    let one = try #require(PairedDifference(pairs, smallerIsBetter: true))
    #expect(one == PairedDifference(pairs, smallerIsBetter: true))
    let interval = try #require(one.interval)
    let error = try #require(one.standardError)
    #expect(one.isClear && interval.contains(one.mean))
    // A bootstrap interval of a mean of many is close to the normal one, 2 * 1.96 standard errors wide.
    #expect(abs((interval.upperBound - interval.lowerBound) / (3.92 * error) - 1) < 0.1)
  }

  @Test func signTest() {
    #expect(Statistics.signTest(0, 0) == 1)
    #expect(abs(Statistics.signTest(0, 5) - 2 / 32.0) < 1e-12)
    #expect(abs(Statistics.signTest(8, 2) - 2 * 56 / 1024.0) < 1e-12)
    #expect(abs(Statistics.signTest(3000, 3000) - 1) < 1e-9)
    #expect(Statistics.signTest(4000, 3000) < 1e-30)
  }

  @Test func quantiles() {
    #expect(Statistics.quantile([1, 2, 3, 4, 5], 0.5) == 3)
    #expect(Statistics.quantile([1, 2], 0.25) == 1.25)
    #expect(Statistics.quantile([7], 0.9) == 7)
    #expect(Statistics.quantile([], 0.5).isNaN)
  }

  @Test func onlyCommonImagesCount() throws {
    let comparison = try Comparison([result("a", [1, 2, 3]), result("a", [5, 5])])
    #expect(comparison.leftOut == 1)
    #expect(comparison.entries.map(\.name) == ["a", "a (2)"])
    #expect(comparison.entries.map(\.result.all.means.mse) == [1.5, 5])
  }

  @Test func imagesArePairedByNameNotByPlace() throws {
    let first = result("a", [1, 2, 3])
    let shuffled = EvaluationResult(method: "b", evaluation: .reference256, images: first.images.reversed())
    let difference = try #require(try Comparison([first, shuffled]).entries[1].differences["A"]?[.mse])
    #expect(difference.ties == 3 && difference.mean == 0 && difference.standardError == 0)
  }

  @Test func refusesWhatCannotBeCompared() {
    let one = result("a", [1, 2])
    #expect(throws: EvaluationError.self) { try Comparison([]) }
    #expect(throws: EvaluationError.self) { try Comparison([one]) }
    #expect(throws: EvaluationError.self) { try Comparison([one, result("b", [1], evaluation: .native)]) }
    #expect(throws: EvaluationError.self) { try Comparison([one, result("b", [])]) }
    let twice = EvaluationResult(method: "b", evaluation: .reference256, images: one.images + one.images)
    #expect(throws: EvaluationError.self) { try Comparison([one, twice]) }
  }

  @Test func textFitsATerminal() throws {
    let comparison = try Comparison([result("composite", [100, 2000, 3]), result("hrnet18s_idih256", [50, 900, 4])])
    let text = comparison.textReport()
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(text.contains("2/1"))
  }

  @Test func json() throws {
    let comparison = try Comparison([result("a", [1, 2]), result("b", [0, 4])])
    let data = try JSONEncoder().encode(comparison)
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let methods = try #require(root["methods"] as? [[String: Any]])
    #expect(root["baseline"] as? String == "a" && methods.count == 2)
    let differences = try #require(methods[1]["differences"] as? [String: [String: [String: Any]]])
    #expect(differences["A"]?["mse"]?["mean"] as? Double == 0.5)
    #expect((differences["A"]?["mse"]?["interval"] as? [Double])?.count == 2)
  }
}
