import Foundation
import HarmonizationSupport

/// Photos, masks and results as a list: a line for each, its three paths separated by tabs.
///
/// Lines are read when they are asked for, so that a list of a million starts at once and needs no memory. Paths are bytes, as names
/// are; empty lines count as lines and are passed over.
public struct PhotoList: Sequence, IteratorProtocol {
  /// A line that does not contain what it should.
  public struct BadLine: Error, Hashable, Sendable, CustomStringConvertible {
    /// The list and the line.
    public let place: String
    /// Why reading failed; nil if the line was read.
    public let failure: String?
    /// One line for people.
    public var description: String {
      failure.map { "\(place): cannot be read: \($0)" }
        ?? "\(place): a photo, its mask and the result's path are needed, separated by tabs"
    }
  }

  private let name: String
  private let file: FileHandle
  private var buffer = Data()
  private var isAtEnd = false
  private var failure: String?
  private var line = 0

  /// - Parameters:
  ///   - file: where lines are read from.
  ///   - name: what messages call it.
  public init(_ file: FileHandle, name: String) {
    self.file = file
    self.name = name
  }

  /// Opens a list.
  ///
  /// - Parameter path: a file, or a pipe.
  /// - Throws: `FileError`.
  public init(contentsOf path: String) throws(FileError) {
    let descriptor = FileName.withSystemPath(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw FileSystem.exists(path)
        ? FileError(.unreadable(String(cString: strerror(errno))), path: path) : FileError(.notFound, path: path)
    }
    self.init(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), name: path)
  }

  /// The next line that is not empty.
  public mutating func next() -> Result<PhotoPair, BadLine>? {
    while let bytes = nextLine() {
      line += 1
      if bytes.isEmpty { continue }
      let fields = bytes.split(separator: 0x09, omittingEmptySubsequences: false).map { FileName.text($0) }
      guard fields.count == 3, !fields.contains("") else { return .failure(badLine(nil)) }
      return .success(PhotoPair(photo: fields[0], mask: fields[1], name: fields[2]))
    }
    defer { failure = nil }
    line += 1
    return failure.map { .failure(badLine($0)) }
  }

  private func badLine(_ failure: String?) -> BadLine { BadLine(place: "\(name), line \(line)", failure: failure) }

  /// A line without its end, which may be that of Windows.
  private mutating func nextLine() -> Data? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[buffer.startIndex..<end]
        buffer = buffer[(end + 1)...]
        return line.last == 0x0D ? line.dropLast() : line
      }
      guard !isAtEnd, buffer.count < Self.longestLine else { break }
      // A copy, so that what was read before is not kept.
      buffer = Data(buffer) + chunk()
    }
    defer { buffer = Data() }
    return buffer.isEmpty ? nil : buffer
  }

  private mutating func chunk() -> Data {
    var data = Data()
    do { data = try file.read(upToCount: 1 << 16) ?? Data() } catch { failure = "\(error.localizedDescription)" }
    isAtEnd = data.isEmpty
    return data
  }

  /// Three paths of the system's greatest length, and more.
  private static let longestLine = 1 << 16
}

extension Sequence {
  /// The part that one of `count` machines does: every `count`-th element, from `index` (1...count) on.
  public func shard(_ index: Int, of count: Int) -> some Sequence<Element> {
    enumerated().lazy.filter { count <= 0 || $0.offset % count == index - 1 }.map(\.element)
  }
}
