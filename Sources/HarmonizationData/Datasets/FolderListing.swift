import Foundation
import HarmonizationSupport

/// The names of the plain files in a folder; throws `DataError.unknownLayout` where it is none.
func fileNames(in folder: URL) throws -> Set<String> {
  do { return Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) } catch {
    throw DataError.unknownLayout(path: folder.path, reason: "no such folder, or it cannot be listed")
  }
}

/// The lines of a text file without surrounding white space; throws `DataError` or `FileError`.
func lines(of file: URL) throws -> [String] {
  guard FileManager.default.fileExists(atPath: file.path) else {
    throw DataError.missingFile(path: file.path, neededBy: "the data set")
  }
  do {
    return try String(contentsOf: file, encoding: .utf8).split(omittingEmptySubsequences: false) { $0.isNewline }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  } catch { throw FileError(.unreadable("it is not UTF-8 text"), path: file.path) }
}
