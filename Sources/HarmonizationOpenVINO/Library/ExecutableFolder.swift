#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The folder of the running program, links resolved, so that an installed tree may be moved or linked to.
enum ExecutableFolder {
  static let path: String? = file.flatMap { resolved($0) }.flatMap { file in
    file.lastIndex(of: "/").map { String(file[..<$0]) }
  }

  private static var file: String? {
    #if os(macOS)
      var size = UInt32(PATH_MAX)
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(size)) { buffer in
        guard let text = buffer.baseAddress, _NSGetExecutablePath(text, &size) == 0 else { return nil }
        return String(cString: text)
      }
    #else
      return "/proc/self/exe"
    #endif
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
