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
    switch self {
    case .sha256(let expected): return SHA256.hexadecimal(file.bytes) == expected
    case .gitBlob(let expected): return Self.gitName(of: file.bytes) == expected
    }
  }

  /// The name of a file with these bytes in git.
  static func gitName(of bytes: UnsafeRawBufferPointer) -> String {
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
