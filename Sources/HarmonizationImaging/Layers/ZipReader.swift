import HarmonizationSupport

/// Reads the entries of a zip archive, stored or deflated.
struct ZipReader {
  private let bytes: [UInt8]
  private let name: String
  private let directory: ZipDirectory

  /// Reads the directory.
  ///
  /// - Throws: ``ImagingError/damaged(file:detail:)``; ``ImagingError/unsupported(file:reason:)`` for encrypted archives.
  init(_ bytes: [UInt8], name: String) throws(ImagingError) {
    (self.bytes, self.name) = (bytes, name)
    do throws(ZipDirectory.Problem) { directory = try ZipDirectory(bytes.span) } catch {
      throw .damaged(file: name, detail: error.detail)
    }
    guard !directory.entries.values.contains(where: \.isEncrypted) else {
      throw .unsupported(file: name, reason: "it is encrypted")
    }
  }

  /// The bytes of an entry.
  ///
  /// - Parameters:
  ///   - entry: its name.
  ///   - limit: bytes that it may have.
  /// - Throws: ``ImagingError/damaged(file:detail:)``.
  func contents(of entry: String, limit: Int) throws(ImagingError) -> [UInt8] {
    let shown = entry.prefix(80)
    guard let found = directory.entries[entry] else { throw .damaged(file: name, detail: "it has no '\(shown)'") }
    guard found.size <= limit else { throw .damaged(file: name, detail: "'\(shown)' is too large") }
    let place: Range<Int>
    do throws(ZipDirectory.Problem) { place = try directory.place(of: entry, found, in: bytes.span) } catch {
      throw .damaged(file: name, detail: "'\(shown)' is cut off")
    }
    if found.method == 0 { return Array(bytes[place]) }
    let inflated = found.method == 8 ? Inflate.decompress(Array(bytes[place]), limit: found.size) : nil
    guard let inflated, inflated.count == found.size else {
      throw .damaged(file: name, detail: "'\(shown)' cannot be decompressed")
    }
    return inflated
  }
}

extension ZipDirectory.Problem {
  fileprivate var detail: String {
    switch self {
    case .truncated(let text), .corrupt(let text), .limitExceeded(let text): text
    }
  }
}
