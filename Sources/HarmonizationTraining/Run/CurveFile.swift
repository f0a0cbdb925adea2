import Foundation
import HarmonizationSupport

/// A CSV whose first column is the step and to which lines are appended; each is in the file when the call returns.
final class CurveFile {
  private let url: URL
  private let handle: FileHandle

  /// Opens or starts a file; lines after `step` and a half-written last line are cut off, so that a resumed run does not
  /// tell the same steps twice.
  ///
  /// - Throws: `FileError`.
  init(_ url: URL, columns: [String], keepingUntil step: Int) throws {
    self.url = url
    let old = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    // What is behind the last line break was cut off by a crash.
    let lines = old.split(separator: "\n", omittingEmptySubsequences: false).dropLast().dropFirst()
    let kept = lines.filter { line in
      line.split(separator: ",").first.flatMap { Int($0) }.map { $0 <= step } ?? false
    }
    let text = ([CSV.line(columns)] + kept.map(String.init)).map { $0 + "\n" }.joined()
    try AtomicFile.write(text.utf8, to: url.path)
    do {
      handle = try FileHandle(forWritingTo: url)
      try handle.seekToEnd()
    } catch { throw FileError(writing: error, path: url.path) }
  }

  deinit { try? handle.close() }

  /// Adds a line.
  func append(_ fields: [String]) throws {
    do { try handle.write(contentsOf: Data((CSV.line(fields) + "\n").utf8)) } catch {
      throw FileError(writing: error, path: url.path)
    }
  }

  /// Brings the lines to the disk.
  func synchronize() throws {
    do { try handle.synchronize() } catch {
      throw FileError(writing: error, path: url.path)
    }
  }
}
