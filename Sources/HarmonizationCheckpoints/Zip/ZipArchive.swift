import HarmonizationSupport

/// A zip archive whose contents are stored, not compressed, as `torch.save` writes them.
struct ZipArchive {
  private let bytes: ByteView
  private let directory: ZipDirectory

  /// The entries by name.
  var entries: [String: ZipDirectory.Entry] { directory.entries }

  /// Reads the central directory.
  init(_ bytes: ByteView) throws(CheckpointError) {
    self.bytes = bytes
    do throws(ZipDirectory.Problem) {
      directory = try bytes.withSpan { (bytes) throws(ZipDirectory.Problem) in try ZipDirectory(bytes) }
    } catch { throw CheckpointError(error) }
  }

  /// The bytes of an entry.
  func contents(of name: String) throws(CheckpointError) -> ByteView {
    guard let entry = entries[name] else { throw CheckpointError(.corrupt("no archive entry \(name)")) }
    guard !entry.isEncrypted else { throw CheckpointError(.unsupported("an encrypted archive")) }
    guard entry.method == 0 else { throw CheckpointError(.compressedEntry(name)) }
    let place: Range<Int>
    do throws(ZipDirectory.Problem) {
      place = try bytes.withSpan { (bytes) throws(ZipDirectory.Problem) in
        try directory.place(of: name, entry, in: bytes)
      }
    } catch { throw CheckpointError(error) }
    guard let contents = bytes.slice(at: place.lowerBound, count: place.count) else {
      throw CheckpointError(.corrupt("the archive entry \(name) is outside of the file"))
    }
    return contents
  }

  /// What an archive begins with: the first entry's local header.
  static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
}

extension CheckpointError {
  fileprivate init(_ problem: ZipDirectory.Problem) {
    switch problem {
    case .truncated(let text): self.init(CheckpointError.Problem.truncated(text))
    case .corrupt(let text): self.init(CheckpointError.Problem.corrupt(text))
    case .limitExceeded(let text): self.init(CheckpointError.Problem.limitExceeded(text))
    }
  }
}
