#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The name of a file in the making: `.NAME.RANDOM.tmp` in the folder of the file NAME.
struct TemporaryName {
  /// The temporary file.
  let path: String

  /// A new name for a target.
  init(of target: String) {
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    path = "\(FileSystem.folder(of: target))/\(Self.prefix(of: target))\(random)\(Self.suffix)"
  }

  /// What the names of a target's temporary files start with.
  ///
  /// File systems count a name's bytes (255 at most), not its characters, so it is cut by bytes, between characters.
  static func prefix(of target: String) -> String {
    var name = FileSystem.name(of: target)
    while name.utf8.count > 180 { name.removeLast() }
    return ".\(name)."
  }

  static let suffix = ".tmp"

  /// `.x.jpg.` for `.x.jpg.1a2b3c.tmp`; nil for names that are not those of a temporary file.
  static func prefix(ofTemporary name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(suffix) else { return nil }
    let stem = name.dropLast(suffix.count)
    guard let dot = stem.lastIndex(of: "."), dot > stem.startIndex,
      UInt64(stem[stem.index(after: dot)...], radix: 36) != nil
    else {
      return nil
    }
    return String(stem[...dot])
  }
}

extension AtomicFile {
  /// Removes the temporary files that processes left beside `targets` when they were killed; those of living processes stay.
  ///
  /// - Parameter targets: The files that were to be written.
  /// - Returns: How many were removed.
  @discardableResult
  public static func removeAbandoned(of targets: [String]) -> Int {
    let resolved = targets.map(resolvingLinks)
    return Dictionary(grouping: resolved, by: FileSystem.folder).reduce(0) { total, entry in
      let prefixes = Set(entry.value.map(TemporaryName.prefix(of:)))
      return total + removeAbandoned(in: entry.key) { prefixes.contains($0) }
    }
  }

  /// Removes all such files of a folder.
  ///
  /// - Parameter folder: A folder that contains only files of this tool.
  /// - Returns: How many were removed.
  @discardableResult
  public static func removeAbandoned(in folder: String) -> Int { removeAbandoned(in: folder) { _ in true } }

  private static func removeAbandoned(in folder: String, where isOurs: (String) -> Bool) -> Int {
    FileSystem.names(in: folder).count { name in
      TemporaryName.prefix(ofTemporary: name).map(isOurs) == true && removeIfAbandoned("\(folder)/\(name)")
    }
  }

  private static func removeIfAbandoned(_ path: String) -> Bool {
    let descriptor = FileName.withSystemPath(path) { open($0, O_RDWR | O_CLOEXEC | O_NOFOLLOW) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && FileName.withSystemPath(path) { unlink($0) } == 0
  }
}
