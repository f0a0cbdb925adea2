import Foundation
import HarmonizationSupport

/// What was done to the pictures of a packed folder: the file `packed.json` in it.
public struct PackNote: Codable, Sendable, Equatable {
  /// The longest short side in pixels; nil if every picture kept its size.
  public let shortSide: Int?
  /// How pictures are stored.
  public let encoding: PackEncoding
  /// Quality of JPEG; nil for PNG.
  public let quality: Int?

  init(_ options: PackOptions) {
    shortSide = options.shortSide
    encoding = options.encoding
    quality = options.encoding == .jpeg ? options.quality : nil
  }

  static let fileName = "packed.json"

  /// The note in a folder, or in the folder around it (for one subset of a pack); nil if the folder is not a pack.
  public init?(folder: URL) {
    let places = [folder, folder.standardizedFileURL.deletingLastPathComponent()]
    let files = places.map { $0.appendingPathComponent(Self.fileName).path }
    guard let json = files.lazy.compactMap({ try? FileSystem.contents(of: $0) }).first,
      let note = try? JSONDecoder().decode(PackNote.self, from: Data(json))
    else { return nil }
    self = note
  }

  func write(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try AtomicFile.write(encoder.encode(self), to: folder.appendingPathComponent(Self.fileName).path)
  }
}

extension PackNote: CustomStringConvertible {
  /// Such as "pictures reduced to a short side of 288, JPEG quality 95".
  public var description: String {
    let size = shortSide.map { "pictures reduced to a short side of \($0)" } ?? "pictures of full size"
    return size + (quality.map { ", JPEG quality \($0)" } ?? ", PNG")
  }

  /// Whether the pixels are those of the original pictures.
  public var isExact: Bool { shortSide == nil && encoding == .png }
}
