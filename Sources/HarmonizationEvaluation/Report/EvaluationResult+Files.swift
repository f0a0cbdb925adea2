import Foundation
import HarmonizationSupport

extension EvaluationResult {
  /// Writes the JSON that ``EvaluationResult/init(json:)`` and other programs read; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeJSON(to url: URL) throws(EvaluationError) {
    try ReportFile.write(self, to: url)
  }

  /// Writes one line per image with a heading, in RFC 4180's CSV; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeCSV(to url: URL) throws(EvaluationError) {
    try ReportFile.write(Data(csv.utf8), to: url)
  }

  /// Reads the JSON of an earlier evaluation.
  /// - Throws: ``EvaluationError/file(_:)`` or ``EvaluationError/malformed(file:reason:)``.
  public init(json url: URL) throws(EvaluationError) {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw .file(FileError(.unreadable(ReportFile.reason(error)), path: url.path))
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
}

extension ImageResult {
  fileprivate var csvFields: [String] {
    let ours = [metrics.ratio, metrics.mse, metrics.fmse, metrics.fmae, metrics.psnr].map(\.description)
    let theirs = composite.map { [$0.mse, $0.fmse, $0.psnr].map(\.description) } ?? ["", "", ""]
    return [subset, name] + ours + theirs + [seconds.description]
  }
}
