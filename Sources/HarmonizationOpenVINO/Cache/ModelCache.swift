import HarmonizationSupport

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
    ModelCache(folder: URL(filePath: Installation.current.cacheFolder).appending(path: "models"))
  }

  /// The file of a key.
  func file(for key: String) -> URL {
    let name = [0, 1].map { XXH64.hexadecimal(XXH64.hash(key, seed: $0)) }.joined()
    return folder.appending(path: name + "." + Self.suffix)
  }

  static let suffix = "blob"
}
