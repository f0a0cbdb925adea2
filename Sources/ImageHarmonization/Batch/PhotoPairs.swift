import HarmonizationImaging
import HarmonizationSupport

/// Photos and masks found in folders.
///
/// For a photo `folder/x.jpg` the first of these that exists is its mask:
/// 1. `folder/x_mask.png`: beside it, with a suffix; also `x.jpg_mask.png`, `x-mask.png`, `x.mask.png` and `mask_x.png`;
/// 2. `folder/masks/x.png`: in a folder of masks beside it, also called `mask`;
/// 3. `folder/../masks/x.png`: the same if the photos have a folder of their own (`images/`, `composite_images/`);
/// 4. iHarmony4: `folder/../masks/a_1.png` for `composite_images/a_1_2.jpg`.
///
/// Case and the spelling of accents do not matter, but an exact name comes first. Masks may be PNG, JPEG, TIFF, WebP, BMP or GIF.
/// Every folder is looked into once, linked ones too. Folders of masks and `real_images` contain no photos; hidden files are left
/// out. Whatever else is a picture and is not done is listed with the reason.
public struct PhotoPairs: Sendable {
  /// A picture or a folder that is not done.
  public struct LeftOut: Sendable, Hashable {
    /// The file or folder.
    public let path: String
    /// Why, with the names that were looked for.
    public let reason: String
  }

  /// What belongs together, sorted by path.
  public private(set) var pairs: [PhotoPair] = []
  /// What is not done, sorted by path.
  public private(set) var leftOut: [LeftOut] = []

  /// Looks through folders and everything below them.
  ///
  /// - Parameters:
  ///   - folders: where photos and masks are.
  ///   - output: the folder of the results; what is in it is not an input, so that a batch can be repeated.
  /// - Throws: ``HarmonizationError/unreadableFolder(path:reason:)`` for the folders themselves.
  public init(in folders: [String], excluding output: String? = nil) throws {
    var walk = Walk(output: output.flatMap(FolderListing.Identity.init))
    for folder in folders { try walk.begin(Self.trimmed(folder)) }
    walk.finish()
    pairs = walk.pairs.sorted { Self.precedes($0.photo, $1.photo) }
    leftOut = walk.leftOut.sorted { Self.precedes($0.path, $1.path) }
  }

  /// All pictures of folders and everything below them as cut-outs, which are their own masks.
  ///
  /// - Parameters:
  ///   - folders: Where the cut-outs are.
  ///   - output: The folder of the results.
  /// - Throws: ``HarmonizationError/unreadableFolder(path:reason:)`` for the folders themselves.
  public init(ofCutoutsIn folders: [String], excluding output: String? = nil) throws {
    var walk = Walk(output: output.flatMap(FolderListing.Identity.init))
    walk.takesCutouts = true
    for folder in folders { try walk.begin(Self.trimmed(folder)) }
    walk.finish()
    pairs = walk.pairs.sorted { Self.precedes($0.photo, $1.photo) }
    leftOut = walk.leftOut.sorted { Self.precedes($0.path, $1.path) }
  }

  private static func trimmed(_ folder: String) -> String {
    folder.utf8.count > 1 && folder.hasSuffix("/") ? trimmed(String(folder.dropLast())) : folder
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    FileName.bytes(of: left).lexicographicallyPrecedes(FileName.bytes(of: right))
  }
}

/// Goes through folders, linked ones last, so that a photo is taken under its own path if it has one here.
private struct Walk {
  private struct Step {
    let path: String
    /// Below the folder that was specified; empty for that one.
    let name: String
  }

  let output: FolderListing.Identity?
  /// Every picture is a cut-out and needs no mask.
  var takesCutouts = false
  var pairs: [PhotoPair] = []
  var leftOut: [PhotoPairs.LeftOut] = []
  private var masks = MaskNames()
  private var visited: Set<FolderListing.Identity> = []
  private var links: [Step] = []

  init(output: FolderListing.Identity?) { self.output = output }

  /// Looks into a folder that the user specified.
  mutating func begin(_ folder: String) throws {
    guard FileSystem.exists(folder) else {
      throw HarmonizationError.unreadableFolder(path: folder, reason: "folder does not exist")
    }
    guard FileSystem.isFolder(folder) else {
      throw HarmonizationError.unreadableFolder(
        path: folder, reason: "it is not a folder; name the folder that it is in")
    }
    guard masks.listing(folder) != nil else {
      throw HarmonizationError.unreadableFolder(
        path: folder, reason: "the folder cannot be read; check its permissions")
    }
    look(into: [Step(path: folder, name: "")], isSpecified: true)
  }

  /// Looks into the linked folders that were met.
  mutating func finish() {
    while !links.isEmpty {
      let step = links.removeFirst()
      look(into: [step], isSpecified: false)
    }
  }

  private mutating func look(into start: [Step], isSpecified: Bool) {
    var waiting = start
    while let step = waiting.popLast() {
      guard let identity = FolderListing.Identity(step.path), isSpecified && step.name.isEmpty || identity != output,
        visited.insert(identity).inserted
      else { continue }
      guard let listing = masks.listing(step.path) else {
        leftOut.append(.init(path: step.path, reason: "the folder cannot be read; check its permissions"))
        continue
      }
      for entry in listing.entries {
        let below = Step(
          path: "\(step.path)/\(entry.name)", name: step.name.isEmpty ? entry.name : "\(step.name)/\(entry.name)")
        if !entry.isFolder {
          take(entry.name, in: step.path, below)
        } else if MaskNames.isFolderOfMasks(entry.name) {
          continue
        } else if entry.isLink {
          links.append(below)
        } else {
          waiting.append(below)
        }
      }
    }
  }

  private mutating func take(_ name: String, in folder: String, _ step: Step) {
    guard ImageFormat(path: name) != nil else {
      if !masks.isMask(name, in: folder), let reason = OtherPictures.reason(for: name) {
        leftOut.append(.init(path: step.path, reason: reason))
      }
      return
    }
    if takesCutouts {
      pairs.append(PhotoPair(photo: step.path, mask: step.path, name: step.name))
      return
    }
    if masks.isMask(name, in: folder) { return }
    if let mask = masks.mask(for: name, in: folder) {
      pairs.append(PhotoPair(photo: step.path, mask: mask, name: step.name))
    } else {
      leftOut.append(.init(path: step.path, reason: MaskNames.reason(for: name)))
    }
  }
}
