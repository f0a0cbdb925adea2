import HarmonizationImaging
import HarmonizationSupport

/// The frames of a video as pictures in a folder, in the order of the numbers in their names, with their masks in another folder.
///
/// A frame's mask has its name, whatever the suffix, or its number: `masks/0007.png` or `masks/mask_0007.png` for `shot_0007.tif`. A
/// frame without a mask stays as it is.
public struct FrameFolder: Sendable {
  /// Frames and masks; the mask's path is empty if there is none.
  public let frames: [PhotoPair]
  /// How many frames have no mask.
  public var unmasked: Int { frames.count { $0.mask.isEmpty } }

  /// Looks into folders.
  ///
  /// - Parameters:
  ///   - folder: the frames.
  ///   - masks: the masks.
  /// - Throws: `ImagingError` for folders that cannot be read, ``VideoError/noFrames(_:)``.
  public init(_ folder: String, masks: String) throws {
    let (pictures, candidates) = (try Self.pictures(in: folder), try Self.pictures(in: masks))
    guard !pictures.isEmpty else { throw VideoError.noFrames(folder) }
    guard !candidates.isEmpty else { throw VideoError.noFrames(masks) }
    let byName = Dictionary(candidates.map { (Self.key($0), $0) }) { first, _ in first }
    let byNumber = Dictionary(candidates.compactMap { name in Self.number(name).map { ($0, name) } }) { first, _ in
      first
    }
    frames = pictures.map { name in
      let mask = byName[Self.key(name)] ?? Self.number(name).flatMap { byNumber[$0] }
      return PhotoPair(photo: "\(folder)/\(name)", mask: mask.map { "\(masks)/\($0)" } ?? "", name: name)
    }
  }

  /// The pictures of a folder in the order of the numbers in their names.
  ///
  /// - Throws: `ImagingError` for a folder that cannot be read.
  public static func pictures(in folder: String) throws(ImagingError) -> [String] {
    try FolderListing(folder).entries.filter { !$0.isFolder && isPicture($0.name) }.map(\.name).sorted {
      order($0).lexicographicallyPrecedes(order($1), by: <)
    }
  }

  private static func isPicture(_ name: String) -> Bool {
    ImageFormat(path: name) != nil || MaskNames.suffixes.contains(FileName.suffix(of: name).lowercased())
  }

  private static func key(_ name: String) -> String { FileName.withoutSuffix(name).lowercased() }

  /// The last number in a name.
  private static func number(_ name: String) -> Int? {
    FileName.withoutSuffix(name).split { !($0.isASCII && $0.isNumber) }.last.flatMap { Int($0) }
  }

  /// A name taken apart so that 2 comes before 10.
  static func order(_ name: String) -> [NamePart] {
    var parts: [NamePart] = []
    var rest = Substring(name)
    while let first = rest.first {
      let isDigit = { (character: Character) in character.isASCII && character.isNumber }
      let run = rest.prefix { isDigit($0) == isDigit(first) }
      parts.append(isDigit(first) ? .number(Int(run) ?? .max) : .text(String(run)))
      rest = rest.dropFirst(run.count)
    }
    return parts + [.text(name)]
  }

  /// A run of digits or of something else.
  enum NamePart: Comparable {
    case number(Int)
    case text(String)
  }
}
