import Foundation

/// A form that a client sent: its fields, and its files on disk.
public struct Form: Sendable {
  /// Plain fields by their names.
  public internal(set) var fields: [String: String] = [:]
  /// The paths of files by the names of their fields. A file has the name that the client gave it, made harmless, in a folder that has
  /// the field's name.
  public internal(set) var files: [String: String] = [:]
  /// The request's own folder, which is removed after the answer; results may be written into it.
  public let folder: String

  /// An empty form.
  ///
  /// - Parameter folder: An existing folder.
  public init(folder: String) { self.folder = folder }

  /// Reads a form; files are written below ``folder`` as they come.
  ///
  /// - Throws: ``Problem``: 400, 413, 415, 507.
  mutating func read(_ reader: inout MultipartReader, limits: ServerLimits) throws(Problem) {
    var count = 0
    while let part = try reader.next() {
      count += 1
      guard count <= limits.parts else {
        throw Problem(413, "the form has more than \(limits.parts) parts")
      }
      guard part.name.utf8.allSatisfy({ 0x61...0x7A ~= $0 || $0 == 0x2D }) else {
        throw .badRequest("unknown field '\(part.name.prefix(40))'")
      }
      guard fields[part.name] == nil, files[part.name] == nil else {
        throw .badRequest("the field '\(part.name)' comes twice")
      }
      if let name = part.fileName {
        files[part.name] = try store(&reader, field: part.name, name: name)
      } else {
        fields[part.name] = try text(&reader, part.name, limit: limits.fieldBytes)
      }
    }
  }

  private func text(_ reader: inout MultipartReader, _ name: String, limit: Int) throws(Problem) -> String {
    var bytes: [UInt8] = []
    try reader.readPart { (piece) throws(Problem) in
      guard bytes.count + piece.count <= limit else {
        throw Problem(413, "the field '\(name)' is longer than \(limit) bytes; is it a file?")
      }
      bytes += piece
    }
    guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
      throw .badRequest("the field '\(name)' is not text")
    }
    return text
  }

  private func store(_ reader: inout MultipartReader, field: String, name: String) throws(Problem) -> String {
    let place = "\(folder)/\(field)"
    let path = "\(place)/\(Self.harmless(name, field: field))"
    guard mkdir(place, 0o700) == 0, case let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600),
      file >= 0
    else { throw Self.noSpace(String(cString: strerror(errno))) }
    defer { close(file) }
    try reader.readPart { (piece) throws(Problem) in
      var rest = piece
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written > 0 else { throw Self.noSpace(String(cString: strerror(errno))) }
        rest = rest.dropFirst(written)
      }
    }
    return path
  }

  private static func noSpace(_ reason: String) -> Problem {
    Problem(507, "the file cannot be stored: \(reason)")
  }

  /// The last part of a name, without what a file system or a message could mistake.
  static func harmless(_ name: String, field: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    var plain = String(last.filter { !$0.isNewline && !($0.asciiValue.map { $0 < 32 || $0 == 127 } ?? false) })
    while plain.utf8.count > 120 { plain.removeFirst() }
    plain = String(plain.drop { $0 == "." || $0 == "-" || $0 == " " })
    return plain.isEmpty ? field : plain
  }
}
