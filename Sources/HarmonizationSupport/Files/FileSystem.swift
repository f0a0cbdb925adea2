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
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component of a path.
  public static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// Whether anything has this name.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a folder has this name.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of what a folder contains, in no order; none if it cannot be read.
  public static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
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
    guard mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) else {
      let reason =
        errno == EEXIST || errno == ENOTDIR ? "a file has the folder's name" : String(cString: strerror(errno))
      throw FileError(.unwritable(reason), path: path)
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
