#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import HarmonizationSupport

extension ModelCache {
  /// Writes an entry: `export` writes the blob to the path that it is given.
  func store(key: String, export: (String) throws -> Void) throws {
    try FileSystem.createFolder(folder.path)
    AtomicFile.removeAbandoned(in: folder.path)
    let file = try AtomicFile(file(for: key).path, options: .synchronized)
    try export(file.temporaryPath)
    try CacheEntry.seal(file, key: key)
    try file.commit()
    prune(keeping: self.file(for: key).lastPathComponent)
  }

  /// Removes the least recently used entries until the rest fits the limit.
  private func prune(keeping kept: String) {
    let names = FileSystem.names(in: folder.path).filter { $0.hasSuffix("." + Self.suffix) }
    let found = names.compactMap { name in
      FileFacts(folder.appending(path: name).path).map { (name: name, facts: $0) }
    }
    let entries = found.sorted { $0.facts.changed < $1.facts.changed }
    var excess = entries.reduce(-limit) { $0 + $1.facts.byteCount }
    for entry in entries where excess > 0 && entry.name != kept {
      try? FileManager.default.removeItem(at: folder.appending(path: entry.name))
      excess -= entry.facts.byteCount
    }
  }
}
