#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Parts of paths, and the questions that are asked of the file system before a file is opened.
public enum FileSystem {
  /// The folder of a path; `.` for a bare name.
  public static func folder(of path: String) -> String {
    // By scalars: a combining accent at the start of a name would hide the slash among characters.
    let scalars = path.unicodeScalars
    guard let slash = scalars.lastIndex(of: "/") else { return "." }
    return slash == scalars.startIndex ? "/" : String(scalars[..<slash])
  }

  /// The last component of a path.
  public static func name(of path: String) -> String {
    let scalars = path.unicodeScalars
    return scalars.lastIndex(of: "/").map { String(scalars[scalars.index(after: $0)...]) } ?? path
  }

  /// Whether anything has this name.
  public static func exists(_ path: String) -> Bool { FileName.withSystemPath(path) { access($0, F_OK) == 0 } }

  /// Whether a folder has this name.
  public static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// What the system tells of a file, links followed; nil if there is none.
  package static func status(_ path: String) -> stat? {
    var status = stat()
    return FileName.withSystemPath(path) { stat($0, &status) } == 0 ? status : nil
  }

  /// The path without links and `..`, as far as it exists.
  public static func resolved(_ path: String) -> String {
    if let resolved = FileName.withSystemPath(path, { realpath($0, nil) }) {
      defer { free(resolved) }
      return FileName.text(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }
    let folder = folder(of: path)
    guard folder != path else { return path }
    let above = folder == "." ? resolved(".") : resolved(folder)
    return above == "/" ? "/" + name(of: path) : above + "/" + name(of: path)
  }

  /// The names of what a folder contains, in no order; none if it cannot be read.
  public static func names(in folder: String) -> [String] { (try? listing(folder)) ?? [] }

  /// The names of what a folder contains, in no order.
  ///
  /// - Throws: ``FileError``: not found, unreadable.
  public static func listing(_ folder: String) throws(FileError) -> [String] {
    guard let stream = FileName.withSystemPath(folder, { opendir($0) }) else { throw .reading(.current, path: folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in FileName.text(bytes.prefix { $0 != 0 }) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Creates a folder and those above it.
  ///
  /// - Throws: ``FileError/Problem/unwritable(_:)`` with the first that cannot be created.
  public static func createFolder(_ path: String) throws(FileError) {
    if isFolder(path) || path.isEmpty { return }
    let parent = folder(of: path)
    if parent != path { try createFolder(parent) }
    let code: CInt = FileName.withSystemPath(path) { mkdir($0, 0o777) == 0 ? 0 : errno }
    guard code == 0 || (code == EEXIST && isFolder(path)) else {
      let isFile = code == EEXIST || code == ENOTDIR
      throw FileError(
        .unwritable(isFile ? "a file has the folder's name" : String(cString: strerror(code))), path: path)
    }
  }

  /// Sets the time of a file's last change to now.
  public static func touch(_ path: String) { _ = utimes(path, nil) }
}

/// What the file system knows about a file.
public struct FileFacts: Sendable {
  /// Its length.
  public let byteCount: Int
  /// The time of its last change in seconds since 1970.
  public let changed: Int

  /// Nil if there is no such file.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    byteCount = Int(status.st_size)
    #if canImport(Darwin)
      changed = status.st_mtimespec.tv_sec
    #else
      changed = status.st_mtim.tv_sec
    #endif
  }
}
