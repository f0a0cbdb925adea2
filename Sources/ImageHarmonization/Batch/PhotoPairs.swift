import Foundation
import HarmonizationImaging

/// A photo and its mask in a batch.
public struct PhotoPair: Hashable, Sendable {
  /// The composite's file.
  public let photo: String
  /// The mask's file.
  public let mask: String
  /// Where the result goes below the output folder: the photo's path below the folder that was named.
  public let name: String

  /// Joins a photo and a mask.
  public init(photo: String, mask: String, name: String) {
    self.photo = photo
    self.mask = mask
    self.name = name
  }
}

/// Photos and masks found in folders.
///
/// For a photo `folder/x.jpg` the first of these that exists is its mask:
/// 1. `folder/x_mask.png`: beside it, with a suffix;
/// 2. `folder/masks/x.png`: in a folder of masks beside it;
/// 3. `folder/../masks/x.png`: the same where the photos have a folder of their own (`images/`, `composite_images/`);
/// 4. iHarmony4: `folder/../masks/a_1.png` for `composite_images/a_1_2.jpg`.
///
/// A photo that several of the folders hold is taken once. Masks may be PNG, JPEG, TIFF, WebP or BMP. Folders called `masks` or `real_images` hold no photos; hidden files are left out.
public struct PhotoPairs: Sendable {
  /// What belongs together, sorted by path.
  public let pairs: [PhotoPair]
  /// Photos without a mask, sorted.
  public let unpaired: [String]

  private static let skippedFolders: Set<String> = ["masks", "real_images"]
  private static let maskSuffixes = ["png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp"]

  /// Looks through folders and everything below them.
  ///
  /// - Parameters:
  ///   - folders: where photos and masks are.
  ///   - output: the folder of the results; what lies in it is no input, so that a batch can be repeated.
  /// - Throws: ``HarmonizationError/unreadableFolder(path:reason:)``.
  public init(in folders: [String], excluding output: String? = nil) throws {
    var pairs: [PhotoPair] = []
    var unpaired: [String] = []
    var seen: Set<String> = []
    let results = output.map { Self.resolved($0) + "/" }
    for folder in folders {
      let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      let root = Self.resolved(folder)
      for path in try Self.photos(in: folder) {
        let file = "\(root)/\(path)"
        if let results, results != root + "/", results.hasPrefix(root + "/"), file.hasPrefix(results) { continue }
        guard seen.insert(file).inserted else { continue }
        let photo = "\(folder)/\(path)"
        if let mask = Self.mask(for: photo) {
          pairs.append(PhotoPair(photo: photo, mask: mask, name: path))
        } else {
          unpaired.append(photo)
        }
      }
    }
    self.pairs = pairs.sorted { $0.photo < $1.photo }
    self.unpaired = unpaired.sorted()
  }

  /// The part of the pairs that one of `count` machines does: every `count`-th one, from `index` (1...count) on.
  public func shard(_ index: Int, of count: Int) -> [PhotoPair] {
    guard count > 0 else { return pairs }
    return pairs.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
  }

  /// The one path of a folder, whether it exists or not.
  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardized.path
  }

  /// Paths of pictures below `folder`, masks left out.
  private static func photos(in folder: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw HarmonizationError.unreadableFolder(path: folder, reason: "there is no such folder")
    }
    guard isFolder.boolValue, let files = FileManager.default.enumerator(atPath: folder) else {
      throw HarmonizationError.unreadableFolder(path: folder, reason: "it is not a folder that can be read")
    }
    return files.compactMap { $0 as? String }.filter { path in
      let parts = path.split(separator: "/").map(String.init)
      guard let name = parts.last, ImageFormat(path: name) != nil, !parts.contains(where: { $0.hasPrefix(".") }) else {
        return false
      }
      let stem = (name as NSString).deletingPathExtension
      return !stem.hasSuffix("_mask") && skippedFolders.isDisjoint(with: parts.dropLast())
    }
  }

  /// The mask of a photo by the rules above.
  static func mask(for photo: String) -> String? {
    let url = URL(fileURLWithPath: photo)
    let folder = (photo as NSString).deletingLastPathComponent
    let stem = url.deletingPathExtension().lastPathComponent
    var places = ["\(folder)/\(stem)_mask", "\(folder)/masks/\(stem)", "\(folder)/../masks/\(stem)"]
    if let last = stem.lastIndex(of: "_") { places.append("\(folder)/../masks/\(stem[..<last])") }
    for place in places {
      for suffix in maskSuffixes where FileManager.default.fileExists(atPath: "\(place).\(suffix)") {
        return "\(place).\(suffix)"
      }
    }
    return nil
  }
}
