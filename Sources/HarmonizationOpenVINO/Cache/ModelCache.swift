#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of compiled models, so that the next start need neither build nor compile them.
///
/// Entries are checked (length, checksum, full key) before OpenVINO sees them, written beside their place and renamed,
/// and the least recently used ones go when the folder outgrows its limit.
public struct ModelCache: Sendable, Equatable {
  /// Where the entries are; made when the first is stored.
  public var folder: URL
  /// Bytes that the entries may take together.
  public var limit: Int

  /// - Parameters:
  ///   - folder: Where the entries are kept.
  ///   - limit: Bytes that they may take together; 1 GB unless named.
  public init(folder: URL, limit: Int = 1_000_000_000) {
    self.folder = folder
    self.limit = limit
  }

  /// The cache in the user's cache folder ($XDG_CACHE_HOME or ~/.cache; ~/Library/Caches on macOS).
  public static var standard: ModelCache {
    let environment = ProcessInfo.processInfo.environment
    // The account's home folder is a fallback only, as for every other tool that keeps to XDG.
    let home =
      environment["HOME"].map { URL(filePath: $0) } ?? FileManager.default.homeDirectoryForCurrentUser
    #if os(macOS)
      var base = home.appending(path: "Library/Caches")
    #else
      var base = home.appending(path: ".cache")
    #endif
    if let named = environment["XDG_CACHE_HOME"], named.hasPrefix("/") { base = URL(filePath: named) }
    return ModelCache(folder: base.appending(path: "swift-image-harmonization/models"))
  }

  /// The file of a key.
  func file(for key: String) -> URL {
    let name = Array(key.utf8).withUnsafeBytes { key in
      [XXH64.hash(key, seed: 0), XXH64.hash(key, seed: 1)].map { hash in
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
      }
    }
    return folder.appending(path: name.joined() + "." + Self.suffix)
  }

  static let suffix = "blob"
  static let temporarySuffix = "tmp"
}
