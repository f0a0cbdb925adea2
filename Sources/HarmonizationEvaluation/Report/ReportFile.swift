import Foundation
import HarmonizationSupport

/// Files that appear whole or not at all.
enum ReportFile {
  /// Writes a report, which a reader never sees half of.
  static func write(_ data: Data, to url: URL) throws(EvaluationError) {
    do throws(FileError) { try AtomicFile.write(data, to: url.path) } catch { throw .file(error) }
  }

  /// Writes a value as JSON.
  static func write(_ value: some Encodable, to url: URL) throws(EvaluationError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data: Data
    do { data = try encoder.encode(value) } catch {
      throw .file(FileError(.unwritable(reason(error)), path: url.path))
    }
    try write(data, to: url)
  }

  /// What went wrong, in one line, without the framework's wrapping where it can be taken off.
  static func reason(_ error: any Error) -> String {
    if let decoding = error as? DecodingError { return reason(decoding) }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    return (underlying ?? error).localizedDescription
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(place(context))"
    case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
      context.debugDescription + place(context)
    @unknown default: String(describing: error)
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? "" : " in \(path)"
  }
}
