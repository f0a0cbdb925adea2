import Foundation
import HarmonizationSupport

extension EvaluationResult {
  /// Writes the JSON that ``EvaluationResult/init(json:)`` and other programs read; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/unwritable(file:reason:)``.
  public func writeJSON(to url: URL) throws(EvaluationError) {
    try ReportFile.write(try json(for: url), to: url)
  }

  /// Writes one line per image with a heading, in RFC 4180's CSV; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/unwritable(file:reason:)``.
  public func writeCSV(to url: URL) throws(EvaluationError) {
    try ReportFile.write(Data(csv.utf8), to: url)
  }

  /// Reads the JSON of an earlier evaluation.
  /// - Throws: ``EvaluationError/unreadable(file:reason:)`` or ``EvaluationError/malformed(file:reason:)``.
  public init(json url: URL) throws(EvaluationError) {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw .unreadable(file: url.path, reason: ReportFile.reason(error))
    }
    do { self = try JSONDecoder().decode(EvaluationResult.self, from: data) } catch {
      throw .malformed(file: url.path, reason: ReportFile.reason(error))
    }
  }

  /// One line per image: names, foreground ratio, metrics of the prediction and of the composite, seconds of prediction.
  public var csv: String {
    let heading = [
      "subset", "name", "ratio", "mse", "fmse", "fmae", "psnr", "composite_mse", "composite_fmse", "composite_psnr",
      "seconds",
    ]
    return CSV.document([heading] + images.map(\.csvFields))
  }

  private func json(for url: URL) throws(EvaluationError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return try encoder.encode(self) } catch {
      throw .unwritable(file: url.path, reason: ReportFile.reason(error))
    }
  }
}

extension ImageResult {
  fileprivate var csvFields: [String] {
    let ours = [metrics.ratio, metrics.mse, metrics.fmse, metrics.fmae, metrics.psnr].map(\.description)
    let theirs = composite.map { [$0.mse, $0.fmse, $0.psnr].map(\.description) } ?? ["", "", ""]
    return [subset, name] + ours + theirs + [seconds.description]
  }
}
