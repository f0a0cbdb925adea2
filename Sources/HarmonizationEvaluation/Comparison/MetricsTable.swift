import Foundation
import HarmonizationSupport

/// Figures for each image that another program measured, from a CSV file.
///
/// The heading names the columns, in any order and case: `name`, `mse`, `fmse` and `psnr`; if they are there, also `subset`, `method`,
/// `ratio`, or `width`, `height` and `mask_area`, and `fmae`. Others are not read.
public struct MetricsTable: Sendable {
  private let rows: [Row]
  private let fallbackMethod: String
  private let file: String

  fileprivate struct Row: Sendable {
    let method: String?
    let subset: String?
    let image: String
    let metrics: ImageMetrics
  }

  /// Reads a file.
  ///
  /// - Throws: ``EvaluationError/file(_:)``; ``EvaluationError/notComparable(reason:)`` with the line that is wrong.
  public init(csv url: URL) throws(EvaluationError) {
    let text: String
    do { text = String(decoding: try Data(contentsOf: url), as: UTF8.self) } catch {
      throw .file(FileError(.unreadable(ReportFile.reason(error)), path: url.path))
    }
    file = url.lastPathComponent
    let stem = url.deletingPathExtension().lastPathComponent
    fallbackMethod = stem.hasPrefix("evaluation_") ? String(stem.dropFirst("evaluation_".count)) : stem
    let lines = CSV.rows(text)
    let heading = (lines.first ?? []).map { $0.lowercased() }
    for column in ["name", "mse", "fmse", "psnr"] where !heading.contains(column) {
      throw .notComparable(reason: "\(file) has no column '\(column)'")
    }
    var rows: [Row] = []
    for (number, fields) in lines.enumerated().dropFirst() {
      let values = Dictionary(zip(heading, fields), uniquingKeysWith: { first, _ in first })
      guard let row = Row(values) else {
        throw .notComparable(reason: "\(file), line \(number + 1): no name, or metrics that no 8-bit image can have")
      }
      rows.append(row)
    }
    self.rows = rows
  }

  /// A result for each method of the table, in the order in which they first appear, on the images of another result: the same names,
  /// with or without a suffix, and the same subset if the table has it.
  ///
  /// - Parameter other: Whose images, subsets and protocol are taken; the table says no protocol.
  /// - Throws: ``EvaluationError/notComparable(reason:)`` if the table lists none of its images, or one twice.
  public func results(on other: EvaluationResult) throws(EvaluationError) -> [EvaluationResult] {
    var methods: [String?] = []
    for row in rows where !methods.contains(row.method) { methods.append(row.method) }
    var results: [EvaluationResult] = []
    for method in methods {
      let images = try images(of: method, like: other.images)
      guard !images.isEmpty else {
        throw .notComparable(reason: "\(file) lists no image of \(other.method)")
      }
      results.append(
        EvaluationResult(method: method ?? fallbackMethod, evaluation: other.evaluation, images: images))
    }
    return results
  }

  private func images(of method: String?, like images: [ImageResult]) throws(EvaluationError) -> [ImageResult] {
    let byName = Dictionary(grouping: rows.filter { $0.method == method }, by: \.image)
    var found: [ImageResult] = []
    for image in images {
      let rows = (byName[image.name.withoutSuffix] ?? []).filter { $0.subset == nil || $0.subset == image.subset }
      guard rows.count < 2 else { throw .notComparable(reason: "\(file) lists \(image.name) twice") }
      guard let row = rows.first else { continue }
      var metrics = row.metrics
      if metrics.ratio.isNaN { metrics.ratio = image.metrics.ratio }
      found.append(
        ImageResult(subset: image.subset, name: image.name, metrics: metrics, composite: image.composite, seconds: 0))
    }
    return found
  }
}

extension MetricsTable.Row {
  /// Nil without a name or with metrics that are no numbers.
  fileprivate init?(_ values: [String: String]) {
    func number(_ column: String) -> Double? { values[column].flatMap { Double($0) } }
    guard let name = values["name"], !name.isEmpty, let mse = number("mse"), let fmse = number("fmse"),
      let psnr = number("psnr")
    else { return nil }
    // The share of the foreground's pixels is nearly that of the mask's sum; only bins depend on it.
    let area = (number("width") ?? .nan) * (number("height") ?? .nan)
    let ratio = number("ratio") ?? (number("mask_area") ?? .nan) / area
    let plausible = ImageMetrics(
      ratio: ratio.isNaN ? 0 : ratio, mse: mse, fmse: fmse, fmae: number("fmae") ?? 0, psnr: psnr)
    guard plausible.isPlausible else { return nil }
    metrics = ImageMetrics(ratio: ratio, mse: mse, fmse: fmse, fmae: number("fmae") ?? .nan, psnr: psnr)
    image = name.withoutSuffix
    method = values["method"].flatMap { $0.isEmpty ? nil : $0 }
    subset = values["subset"].flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension String {
  /// A file's name without the suffix of a picture.
  fileprivate var withoutSuffix: String {
    for suffix in [".jpg", ".jpeg", ".png"] where lowercased().hasSuffix(suffix) {
      return String(dropLast(suffix.count))
    }
    return self
  }
}
