import Foundation
import HarmonizationImaging
import HarmonizationSupport

/// Photos with masks, of which composites are made by recolouring: `images/NAME.jpg` (or .jpeg, .png, .tif, .tiff, .webp)
/// and `masks/NAME.png`.
public struct PhotoSet: SampleSource {
  /// The files of one photo.
  public struct Entry: Sendable, Equatable {
    /// File name without its extension.
    public let name: String
    /// Path of the photo.
    public let image: String
    /// Path of the mask.
    public let mask: String
    /// A label, where labels were given.
    public let category: String?
  }

  /// Categories beside the photos, as `harmonize pack` writes them.
  static let categoriesFile = "categories.csv"

  /// The photos, ordered by name.
  public let entries: [Entry]
  /// Photos without a mask.
  public let problems: [BadSample]
  private let decoder: PictureDecoder

  /// Lists a folder and checks that every photo has its mask.
  ///
  /// - Parameters:
  ///   - folder: contains `images` and `masks`.
  ///   - labels: a CSV file whose header has a column `name` and one called `category` or `kind`; photos that it does not
  ///     name have no label. If nil, the folder's own `categories.csv`, if there is one.
  ///   - decoder: how to read the files.
  ///   - keepsProblems: collect photos without a mask in ``problems`` instead of throwing.
  /// - Throws: `DataError`: no such layout, no photos, two photos of one name, masks missing, labels without the columns.
  public init(
    folder: URL, labels: URL? = nil, decoder: PictureDecoder = .imaging(), keepsProblems: Bool = false
  ) throws {
    self.decoder = decoder
    let (images, masks) = (folder.appendingPathComponent("images"), folder.appendingPathComponent("masks"))
    let maskNames = try Self.masks(in: masks)
    let own = folder.appendingPathComponent(Self.categoriesFile)
    let hasOwn = FileManager.default.fileExists(atPath: own.path)
    let categories = try (labels ?? (hasOwn ? own : nil)).map(Self.categories(in:)) ?? [:]
    var entries: [Entry] = []
    var problems = ProblemList()
    for file in try fileNames(in: images).sorted() {
      let url = images.appendingPathComponent(file)
      guard !file.hasPrefix("."), Self.extensions.contains(url.pathExtension.lowercased()) else { continue }
      let name = url.deletingPathExtension().lastPathComponent
      guard entries.last?.name != name else {
        throw DataError.unknownLayout(path: images.path, reason: "two photos are called '\(name)'")
      }
      problems.collect(name) {
        let mask = masks.appendingPathComponent(maskNames[name] ?? name + ".png").path
        guard maskNames[name] != nil else { throw DataError.missingFile(path: mask, neededBy: url.path) }
        entries.append(Entry(name: name, image: url.path, mask: mask, category: categories[name]))
      }
    }
    try problems.check(isAllowed: keepsProblems && !entries.isEmpty, of: entries.count)
    guard !entries.isEmpty else { throw DataError.noSamples(path: images.path) }
    self.entries = entries
    self.problems = problems.samples
  }

  /// Mask files by their name without the suffix, `.png` or `.PNG`.
  private static func masks(in folder: URL) throws -> [String: String] {
    let files = try fileNames(in: folder).filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }
    return Dictionary(files.map { (String($0.dropLast(4)), $0) }, uniquingKeysWith: max)
  }

  private static let extensions: Set<String> = ["jpg", "jpeg", "png", "tif", "tiff", "webp"]

  /// The number of photos.
  public var count: Int { entries.count }

  /// The photo's file name without its extension.
  public func name(at index: Int) -> String { entries.indices.contains(index) ? entries[index].name : "?" }

  /// The photo's label.
  public func category(at index: Int) -> String? { entries.indices.contains(index) ? entries[index].category : nil }

  /// Reads photo and mask; the sample has no composite.
  public func sample(at index: Int) throws -> Sample {
    try requireIndex(index)
    let entry = entries[index]
    return try decoder.sample(name: entry.name, composite: nil, target: entry.image, mask: entry.mask)
  }

  private static func categories(in file: URL) throws -> [String: String] {
    let rows = CSV.rows(try lines(of: file).joined(separator: "\n"))
    let header = rows.first ?? []
    guard let name = header.firstIndex(of: "name"),
      let category = header.firstIndex(of: "category") ?? header.firstIndex(of: "kind")
    else {
      throw FileError(
        .unreadable("its header has no columns 'name' and 'category' (or 'kind')"), path: file.path)
    }
    var result: [String: String] = [:]
    for row in rows.dropFirst() where row.count > max(name, category) && !row[category].isEmpty {
      result[row[name]] = row[category]
    }
    return result
  }
}
