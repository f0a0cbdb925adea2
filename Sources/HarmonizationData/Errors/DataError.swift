/// What can go wrong between files on disk and batches in memory; every case names the file or value and what to do.
/// Files that cannot be read or written are `FileError`s.
public enum DataError: Error, Equatable, Sendable {
  /// A file that the layout or a list requires does not exist.
  case missingFile(path: String, neededBy: String)
  /// A folder is not laid out as the data set kind demands.
  case unknownLayout(path: String, reason: String)
  /// A list or a folder names no sample at all.
  case noSamples(path: String)
  /// A line of a list is not the name of a composite.
  case invalidListEntry(list: String, line: Int, entry: String, reason: String)
  /// Two pictures of one sample differ in size; sizes as `width x height` in pixels.
  case sizeMismatch(path: String, size: String, expected: String, of: String)
  /// A mask without any foreground.
  case emptyMask(path: String)
  /// Samples that cannot be used, all of them at once; `total` counts the others, too.
  case badSamples([BadSample], total: Int)
  /// An argument outside its documented range.
  case invalidParameter(name: String, reason: String)
}

extension DataError: CustomStringConvertible {
  /// One sentence: where, what, and the remedy if there is one.
  public var description: String {
    switch self {
    case .missingFile(let path, let neededBy): "\(path): no such file, but \(neededBy) needs it"
    case .unknownLayout(let path, let reason): "\(path): not a data set of this kind: \(reason)"
    case .noSamples(let path): "\(path): no samples; check the folder and the split"
    case .invalidListEntry(let list, let line, let entry, let reason): "\(list), line \(line): '\(entry)': \(reason)"
    case .sizeMismatch(let path, let size, let expected, let of):
      "\(path): is \(size) pixels, but \(of) is \(expected); a sample's pictures must have the same size"
    case .emptyMask(let path): "\(path): the mask has no foreground; paint the pasted region white"
    case .badSamples(let samples, let total):
      "\(samples.count) of \(total) samples cannot be used; repair them, or leave them out (--skip-bad): "
        + samples.prefix(50).map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
        + (samples.count > 50 ? "; and \(samples.count - 50) more" : "")
    case .invalidParameter(let name, let reason): "\(name): \(reason)"
    }
  }
}
