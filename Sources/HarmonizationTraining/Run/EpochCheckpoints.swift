import Foundation
import HarmonizationCheckpoints
import HarmonizationSupport

/// The weights after single epochs, of which the latest and those with the best scores are kept: what `harmonize average` averages.
struct EpochCheckpoints {
  private let folder: URL
  private let settings: CheckpointSettings
  private let score: ValidationSettings.Score

  /// Metadata keys of the score and of what it is.
  static let scoreKey = "score"
  static let scoreKindKey = "score kind"

  init(_ folder: RunFolder, recipe: Recipe) {
    self.folder = folder.last.deletingLastPathComponent()
    settings = recipe.checkpoints
    score = recipe.validation.score
  }

  /// Whether any are kept.
  var isWanted: Bool { settings.keep + settings.keepBest > 0 }

  /// The file of an epoch, counted from 1.
  func file(epoch: Int) -> URL {
    let digits = String(epoch)
    return folder.appendingPathComponent(
      "epoch-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).safetensors")
  }

  /// Removes the files that are neither among the latest nor among the best.
  func prune() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let epochs = names.filter { $0.hasPrefix("epoch-") && $0.hasSuffix(".safetensors") }.compactMap {
      Int($0.dropFirst("epoch-".count).dropLast(".safetensors".count))
    }.sorted()
    let ranked = epochs.compactMap { epoch in storedScore(epoch).map { (epoch: epoch, score: $0) } }
      .sorted { score.isBetter($0.score, than: $1.score) }
    let kept = Set(epochs.suffix(settings.keep) + ranked.prefix(settings.keepBest).map(\.epoch))
    for epoch in epochs where !kept.contains(epoch) {
      do { try FileManager.default.removeItem(at: file(epoch: epoch)) } catch {
        throw FileError(writing: error, path: file(epoch: epoch).path)
      }
    }
  }

  /// The validation score of an epoch's weights, if it is of this run's kind.
  private func storedScore(_ epoch: Int) -> Double? {
    guard let metadata = try? Checkpoint.read(from: file(epoch: epoch).path).metadata,
      metadata[Self.scoreKindKey] == score.rawValue
    else { return nil }
    return metadata[Self.scoreKey].flatMap(Double.init)
  }
}
