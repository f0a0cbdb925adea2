import Foundation

extension Encoder {
  /// Removes the temporary files that processes left beside `targets` when they were killed; those of living processes stay.
  ///
  /// - Returns: how many were removed.
  @discardableResult
  public static func removeAbandonedFiles(of targets: [String]) -> Int {
    let folders = Dictionary(grouping: targets.map(URL.init(fileURLWithPath:))) { $0.deletingLastPathComponent().path }
    return folders.reduce(0) { total, entry in
      let prefixes = Set(entry.value.map(AtomicFile.prefix))
      let names = (try? FileManager.default.contentsOfDirectory(atPath: entry.key)) ?? []
      return total
        + names.count { name in
          AtomicFile.targetPrefix(ofTemporary: name).map(prefixes.contains) == true
            && AtomicFile.removeIfAbandoned("\(entry.key)/\(name)")
        }
    }
  }
}

extension AtomicFile {
  /// `.x.jpg.` for `.x.jpg.1a2b3c.tmp`; nil for names that are no temporary file's.
  static func targetPrefix(ofTemporary name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(suffix) else { return nil }
    let stem = name.dropLast(suffix.count)
    guard let dot = stem.lastIndex(of: "."), UInt64(stem[stem.index(after: dot)...], radix: 36) != nil else {
      return nil
    }
    return String(stem[...dot])
  }

  /// Removes a temporary file unless a process is writing it.
  static func removeIfAbandoned(_ path: String) -> Bool {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0
  }
}
