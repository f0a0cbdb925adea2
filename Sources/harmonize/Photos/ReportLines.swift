import Foundation
import HarmonizationSupport

/// A report that grows by a line of JSON for each photo as it finishes (`.jsonl`), so that a job that is killed leaves what it did.
///
/// Lines are appended whole: a job that is repeated goes on in the same file, and two that run at the same time do not mix theirs.
struct ReportLines {
  private let file: FileHandle
  private let path: String

  /// Whether a report of this name is made of lines.
  static func isMeant(by path: String) -> Bool { path.lowercased().hasSuffix(".jsonl") }

  /// Opens the file, or creates it.
  init(appendingTo path: String) throws {
    let descriptor = FileName.withSystemPath(path) { open($0, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else { throw Failure("'\(path)' cannot be written: \(String(cString: strerror(errno)))") }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.path = path
    // A job that was killed may have left half a line.
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    if size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != 0x0A { try write(Data([0x0A])) }
  }

  /// Adds a line.
  func add(_ entry: BatchReport.Entry) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try write(encoder.encode(entry) + [0x0A])
  }

  private func write(_ data: Data) throws {
    do { try file.write(contentsOf: data) } catch {
      throw Failure("'\(path)' cannot be written: \(error.localizedDescription)")
    }
  }
}
