import HarmonizationImaging
import HarmonizationSupport

/// A photo and its mask in a batch.
public struct PhotoPair: Hashable, Sendable {
  /// The composite's file.
  public let photo: String
  /// The mask's file.
  public let mask: String
  /// Where the result goes below the output folder: the photo's path below the folder that was specified.
  public let name: String

  /// Joins a photo and a mask.
  public init(photo: String, mask: String, name: String) {
    self.photo = photo
    self.mask = mask
    self.name = name
  }

  /// By bytes: two spellings of an accent are two files.
  public static func == (left: PhotoPair, right: PhotoPair) -> Bool { left.key == right.key }

  /// As for `==`.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private var key: [[UInt8]] { [photo, mask, name].map(FileName.bytes(of:)) }
}
