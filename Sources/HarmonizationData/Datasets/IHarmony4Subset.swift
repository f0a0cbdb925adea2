import Foundation
import HarmonizationImaging

/// The part of a data set that a list file names.
public enum Split: String, Sendable, CaseIterable, Codable {
  /// For training.
  case train
  /// For evaluation.
  case test
}

/// A folder in the layout of iHarmony4 (Cong et al., "DoveNet", CVPR 2020): `composite_images/a_1_2.jpg` with its mask
/// `masks/a_1.png` and real picture `real_images/a.jpg`; `<subset>_train.txt` and `<subset>_test.txt` list the composites.
public struct IHarmony4Subset: SampleSource {
  /// The files of one sample.
  public struct Entry: Sendable, Equatable {
    /// File name of the composite, as listed.
    public let name: String
    /// Path of the composite.
    public let composite: String
    /// Path of the mask.
    public let mask: String
    /// Path of the real picture.
    public let real: String
  }

  /// The folder's name, such as `HCOCO`.
  public let name: String
  /// The samples, in the order of the list.
  public let entries: [Entry]
  /// Lines of the list that name no composite, or one whose files are missing.
  public let problems: [BadSample]
  private let decoder: PictureDecoder

  /// Reads a list and checks that every file it implies exists.
  ///
  /// - Parameters:
  ///   - folder: the subset.
  ///   - split: which list.
  ///   - decoder: how to read the files.
  ///   - keepsProblems: collect entries that cannot be used in ``problems`` instead of throwing.
  /// - Throws: `DataError`: no such layout, list missing or empty, entries that are no composite's name, files missing.
  public init(
    folder: URL, split: Split, decoder: PictureDecoder = .imaging(), keepsProblems: Bool = false
  ) throws {
    name = folder.lastPathComponent
    self.decoder = decoder
    let list = try Self.list(in: folder, split: split)
    let files = try Files(folder)
    var entries: [Entry] = []
    var problems = ProblemList()
    for (number, line) in try lines(of: list).enumerated() where !line.isEmpty {
      problems.collect("\(folder.lastPathComponent)/\(line)") {
        entries.append(try files.entry(line, list: list, line: number + 1))
      }
    }
    try problems.check(isAllowed: keepsProblems && !entries.isEmpty, of: entries.count)
    guard !entries.isEmpty else { throw DataError.noSamples(path: list.path) }
    self.entries = entries
    self.problems = problems.samples
  }

  /// The number of composites.
  public var count: Int { entries.count }

  /// Subset and composite, `HCOCO/c1_2_3.jpg`.
  public func name(at index: Int) -> String {
    entries.indices.contains(index) ? "\(name)/\(entries[index].name)" : "\(name)/?"
  }

  /// Reads composite, real picture and mask.
  public func sample(at index: Int) throws -> Sample {
    try requireIndex(index)
    let entry = entries[index]
    return try decoder.sample(name: name(at: index), composite: entry.composite, target: entry.real, mask: entry.mask)
  }

  /// `<folder>_<split>.txt`, or the only other list whose name ends with the split.
  private static func list(in folder: URL, split: Split) throws -> URL {
    let names = try fileNames(in: folder)
    let expected = "\(folder.lastPathComponent)_\(split.rawValue).txt"
    if names.contains(expected) { return folder.appendingPathComponent(expected) }
    let others = names.filter { $0.hasSuffix("\(split.rawValue).txt") }.sorted()
    guard let only = others.first, others.count == 1 else {
      if others.isEmpty {
        throw DataError.missingFile(
          path: folder.appendingPathComponent(expected).path, neededBy: "split '\(split.rawValue)'")
      }
      throw DataError.unknownLayout(path: folder.path, reason: "several lists: \(others.joined(separator: ", "))")
    }
    return folder.appendingPathComponent(only)
  }
}

/// The three picture folders of a subset, listed once instead of asking the file system for every sample.
private struct Files {
  private static let folders = (composites: "composite_images", masks: "masks", reals: "real_images")
  private let folder: URL
  private let composites, masks, reals: Set<String>

  init(_ folder: URL) throws {
    self.folder = folder
    composites = try fileNames(in: folder.appendingPathComponent(Self.folders.composites))
    masks = try fileNames(in: folder.appendingPathComponent(Self.folders.masks))
    reals = try fileNames(in: folder.appendingPathComponent(Self.folders.reals))
  }

  func entry(_ name: String, list: URL, line: Int) throws -> IHarmony4Subset.Entry {
    func invalid(_ reason: String) -> DataError {
      .invalidListEntry(list: list.path, line: line, entry: name, reason: reason)
    }
    guard !name.contains("/"), !name.contains("\\") else { throw invalid("must be a file name, not a path") }
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count >= 3, let photo = parts.first, !photo.isEmpty,
      let suffix = [".jpg", ".png"].first(where: name.hasSuffix)
    else { throw invalid("must read <photo>_<mask>_<variant>.jpg or .png") }
    let required = "\(list.lastPathComponent), line \(line)"
    func path(_ sub: String, _ file: String, in known: Set<String>) throws -> String {
      let path = folder.appendingPathComponent(sub).appendingPathComponent(file).path
      guard known.contains(file) else { throw DataError.missingFile(path: path, neededBy: required) }
      return path
    }
    return IHarmony4Subset.Entry(
      name: name,
      composite: try path(Self.folders.composites, name, in: composites),
      mask: try path(Self.folders.masks, parts.dropLast().joined(separator: "_") + ".png", in: masks),
      real: try path(Self.folders.reals, photo + suffix, in: reals))
  }
}

extension IHarmony4Subset {
  /// The subsets below a folder, by name; the folder itself where it is a subset.
  ///
  /// - Throws: `DataError.unknownLayout` if there is none.
  public static func folders(under root: URL) throws -> [URL] {
    func isSubset(_ folder: URL) -> Bool {
      ["composite_images", "masks", "real_images"].allSatisfy {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
      }
    }
    if isSubset(root) { return [root] }
    let folders = try fileNames(in: root).sorted().map { root.appendingPathComponent($0) }.filter(isSubset)
    guard !folders.isEmpty else {
      throw DataError.unknownLayout(
        path: root.path, reason: "neither it nor a folder in it contains composite_images, masks and real_images")
    }
    return folders
  }
}
