#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Paths as text that can be turned back into exactly their bytes.
///
/// Linux's file names are bytes in any encoding. Text that is UTF-8 stays as it is; each byte that is not part of UTF-8 becomes
/// one character of a private range (U+10FF00 + byte), as Python's `surrogateescape` does with surrogates. Everything that hands
/// a path to the system goes through ``withSystemPath(_:_:)``.
///
/// Swift compares text by meaning, so that two spellings of `é` are equal; names are compared by ``bytes(of:)``.
public enum FileName {
  private static let escape: UInt32 = 0x10FF00

  /// The text for a name's bytes.
  public static func text(_ bytes: some Collection<UInt8>) -> String {
    var text = ""
    var rest = Array(bytes)[...]
    while let first = rest.first {
      if let scalar = scalar(at: rest), scalar.value < escape + 0x80 {
        text.unicodeScalars.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        text.unicodeScalars.append(Unicode.Scalar(escape + UInt32(first)) ?? "?")
        rest = rest.dropFirst()
      }
    }
    return text
  }

  /// The first character of UTF-8; nil if these bytes are something else.
  private static func scalar(at bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
    return nil
  }

  /// The bytes of a name.
  public static func bytes(of text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.value >= escape + 0x80, scalar.value <= escape + 0xFF {
        bytes.append(UInt8(scalar.value - escape))
      } else {
        bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    return bytes
  }

  /// Calls `body` with the path as the system wants it, ended by 0; the pointer is valid during the call.
  public static func withSystemPath<Result>(
    _ path: String, _ body: (UnsafePointer<CChar>) throws -> Result
  ) rethrows -> Result {
    try (bytes(of: path) + [0]).withUnsafeBytes { bytes in
      try bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return try "".withCString(body) }
        return try body(start)
      }
    }
  }

  /// The arguments that the process was started with, whatever their encoding.
  public static var arguments: [String] {
    (0..<Int(CommandLine.argc)).compactMap { index in
      CommandLine.unsafeArgv[index].map { argument in
        text(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
      }
    }
  }
}

extension FileName {
  /// A path without its suffix: `a/b` for `a/b.jpg`, and `a/.b` for `a/.b`.
  public static func withoutSuffix(_ path: String) -> String {
    let scalars = path.unicodeScalars
    return suffixDot(scalars).map { String(scalars[..<$0]) } ?? path
  }

  /// What follows a name's last dot, in its own case; empty for names without a suffix.
  public static func suffix(of path: String) -> String {
    let scalars = path.unicodeScalars
    return suffixDot(scalars).map { String(scalars[scalars.index(after: $0)...]) } ?? ""
  }

  private static func suffixDot(_ scalars: String.UnicodeScalarView) -> String.Index? {
    let start = scalars.lastIndex(of: "/").map { scalars.index(after: $0) } ?? scalars.startIndex
    guard let dot = scalars[start...].lastIndex(of: "."), dot > start else { return nil }
    return dot
  }
}
