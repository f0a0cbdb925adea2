/// By what a published file is recognized, whatever its name.
public enum FileIdentity: Hashable, Sendable {
  /// The SHA-256 of its bytes, 64 hexadecimal digits.
  case sha256(String)
  /// The name that git gives it: 40 hexadecimal digits, a SHA-1 of its length and its bytes. A repository tells it of every file, also
  /// of those that were never fetched.
  case gitBlob(String)

  /// Whether a file is this one.
  ///
  /// - Parameter path: A regular file.
  /// - Throws: ``FileError``: not found, unreadable.
  public func matches(_ path: String) throws(FileError) -> Bool {
    let file = try MappedFile(path)
    defer { withExtendedLifetime(file) {} }
    let bytes = file.bytes.bindMemory(to: UInt8.self).span
    switch self {
    case .sha256(let digits): return digits == SHA256.hexadecimal(bytes)
    case .gitBlob(let digits): return digits == Self.gitName(of: bytes)
    }
  }

  /// All that a file can be recognized by.
  ///
  /// - Parameter path: A regular file.
  /// - Throws: ``FileError``: not found, unreadable.
  public static func all(of path: String) throws(FileError) -> [FileIdentity] {
    let file = try MappedFile(path)
    defer { withExtendedLifetime(file) {} }
    let bytes = file.bytes.bindMemory(to: UInt8.self).span
    return [.sha256(SHA256.hexadecimal(bytes)), .gitBlob(gitName(of: bytes))]
  }

  /// The name of a file with these bytes in git.
  static func gitName(of bytes: Span<UInt8>) -> String {
    SHA1.hash(bytes, after: Array("blob \(bytes.count)".utf8) + [0])
  }
}

extension FileIdentity: CustomStringConvertible {
  /// The kind and the digits.
  public var description: String {
    switch self {
    case .sha256(let digits): "SHA-256 \(digits)"
    case .gitBlob(let digits): "git blob \(digits)"
    }
  }
}
