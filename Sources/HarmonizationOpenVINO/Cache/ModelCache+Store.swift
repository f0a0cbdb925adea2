#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ModelCache {
  /// Writes an entry: `export` writes the blob to the path that it is given.
  func store(key: String, export: (String) throws -> Void) throws {
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let temporary = folder.appending(path: "\(UUID().uuidString).\(Self.temporarySuffix)")
    defer { try? files.removeItem(at: temporary) }
    try export(temporary.path)
    try CacheEntry.seal(temporary.path, key: key)
    try File.replace(file(for: key).path, with: temporary.path)
    prune(keeping: file(for: key).lastPathComponent)
  }

  /// Removes the least recently used entries until the rest fits the limit, and what killed processes left behind.
  private func prune(keeping kept: String) {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    let found = names.compactMap { name in File.facts(folder.appending(path: name).path).map { (name: name, facts: $0) }
    }
    let entries = found.filter { $0.name.hasSuffix("." + Self.suffix) }.sorted { $0.facts.changed < $1.facts.changed }
    var excess = entries.reduce(-limit) { $0 + $1.facts.bytes }
    for entry in entries where excess > 0 && entry.name != kept {
      try? files.removeItem(at: folder.appending(path: entry.name))
      excess -= entry.facts.bytes
    }
    let dayAgo = Int(Date().timeIntervalSince1970) - 86_400
    for file in found where file.name.hasSuffix("." + Self.temporarySuffix) && file.facts.changed < dayAgo {
      try? files.removeItem(at: folder.appending(path: file.name))
    }
  }
}
