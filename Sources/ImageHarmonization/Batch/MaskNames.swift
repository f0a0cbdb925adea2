import HarmonizationImaging
import HarmonizationSupport

/// Where the mask of a photo is looked for.
///
/// Names are matched exactly first, then without case and whatever the spelling of accents, so that `IMG_1_MASK.PNG` and
/// `Masks/img_1.png` are found too.
struct MaskNames {
  /// The suffixes of masks, the best first.
  static let suffixes = ["png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp", "gif"]
  private static let photoSuffixes = [
    "jpg", "jpeg", "jpe", "png", "tif", "tiff", "webp", "heic", "heif", "avif", "gif",
  ]
  private static let endings = ["_mask", "-mask", ".mask"]
  private static let beginning = "mask_"
  private static let folders: Set<String> = ["masks", "mask"]

  // By bytes: two spellings of an accent are two folders.
  private var listings: [[UInt8]: FolderListing?] = [:]

  /// What a folder contains; read once, nil if it cannot be read.
  mutating func listing(_ folder: String) -> FolderListing? {
    let key = FileName.bytes(of: folder)
    if let known = listings[key] { return known }
    let listing = try? FolderListing(folder)
    listings[key] = listing
    return listing
  }

  /// The mask of the photo `name` in `folder`.
  mutating func mask(for name: String, in folder: String) -> String? {
    let stem = FileName.withoutSuffix(name)
    let beside = Self.endings.flatMap { [stem + $0, name + $0] } + [Self.beginning + stem]
    if let found = find(beside, in: folder, besides: name) { return found }
    let inside = [stem, name, stem + "_mask"]
    for masks in maskFolders(of: folder) {
      if let found = find(inside, in: masks) { return found }
    }
    for masks in maskFolders(of: folder + "/..") {
      if let found = find(inside + Self.iHarmony4(stem), in: masks) { return found }
    }
    return nil
  }

  /// `a_1` for `a_1_2`: iHarmony4 has one mask for several composites.
  private static func iHarmony4(_ stem: String) -> [String] {
    stem.unicodeScalars.lastIndex(of: "_").map { [String(stem.unicodeScalars[..<$0])] } ?? []
  }

  private mutating func find(_ stems: [String], in folder: String, besides photo: String? = nil) -> String? {
    guard let listing = listing(folder) else { return nil }
    for stem in stems {
      for suffix in Self.suffixes {
        guard let entry = listing.entry(named: "\(stem).\(suffix)"), !entry.isFolder else { continue }
        if let photo, FileName.bytes(of: entry.name) == FileName.bytes(of: photo) { continue }
        return "\(folder)/\(entry.name)"
      }
    }
    return nil
  }

  /// Folders for masks in a folder, those named `masks` first.
  private mutating func maskFolders(of folder: String) -> [String] {
    let found = listing(folder)?.entries.filter { $0.isFolder && Self.folders.contains($0.name.lowercased()) } ?? []
    return found.sorted { $0.name.utf8.count > $1.name.utf8.count }.map { "\(folder)/\($0.name)" }
  }

  /// Whether a folder of this name contains no photos.
  static func isFolderOfMasks(_ name: String) -> Bool {
    folders.contains(name.lowercased()) || name.lowercased() == "real_images"
  }

  /// The name without what makes it a mask's; nil if it is not named like one.
  private static func photoStem(of name: String) -> String? {
    let stem = FileName.withoutSuffix(name)
    let lower = stem.lowercased()
    if let ending = endings.first(where: lower.hasSuffix), lower.count > ending.count {
      return String(stem.dropLast(ending.count))
    }
    return lower.hasPrefix(beginning) && lower.count > beginning.count ? String(stem.dropFirst(beginning.count)) : nil
  }

  /// Whether a picture is the mask of another one in its folder.
  mutating func isMask(_ name: String, in folder: String) -> Bool {
    guard let stem = Self.photoStem(of: name), let listing = listing(folder) else { return false }
    let photos = [stem] + Self.photoSuffixes.map { "\(stem).\($0)" }
    return photos.contains { photo in
      guard ImageFormat(path: photo) != nil, let entry = listing.entry(named: photo) else { return false }
      return !entry.isFolder && FileName.bytes(of: entry.name) != FileName.bytes(of: name)
    }
  }

  /// Why a photo has no mask, with the names that were looked for.
  static func reason(for name: String) -> String {
    if let stem = photoStem(of: name) {
      return "it is named like a mask, but there is no photo \(stem) beside it, and no mask of its own"
    }
    let stem = FileName.withoutSuffix(name)
    return "no mask: looked for \(stem)_mask.png, \(name)_mask.png, masks/\(stem).png and ../masks/\(stem).png "
      + "(also as \(suffixes.dropFirst().map { $0.uppercased() }.joined(separator: ", ")))"
  }
}
