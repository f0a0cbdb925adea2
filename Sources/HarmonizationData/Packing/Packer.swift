import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// What was packed.
public struct PackReport: Sendable, Equatable {
  /// Samples written.
  public var samples = 0
  /// Bytes of all pictures and masks.
  public var bytes = 0
}

/// Writes a source as a folder of reduced pictures, so that training decodes small files only.
///
/// The folder is an ordinary data set: `images` and `masks` for photos, iHarmony4's layout for composites.
public struct Packer: Sendable {
  /// What is packed and how.
  public let options: PackOptions

  /// A packer; throws `DataError.invalidParameter`.
  public init(_ options: PackOptions = PackOptions()) throws {
    try options.validate()
    self.options = options
  }

  /// Packs into `folder`, which appears complete or not at all and must not exist yet (or be empty).
  ///
  /// - Parameters:
  ///   - source: photos, or composites with their true pictures; not both.
  ///   - folder: the folder to make.
  ///   - progress: called with the samples written and their total.
  /// - Throws: `DataError`, or what the source or the encoder throws.
  public func pack(
    _ source: any SampleSource, to folder: URL, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> PackReport {
    try requireVacant(folder)
    let selection = options.selection(of: source.count)
    guard let first = selection.first else { throw DataError.noSamples(path: "the data to pack") }
    let fresh = folder.deletingLastPathComponent().appendingPathComponent(
      ".\(folder.lastPathComponent).\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: fresh) }
    let composites = try source.sample(at: first).composite != nil
    let places = PackPlace.all(selection.map(source.name), composites: composites, suffix: suffix)
    let job = PackJob(
      options: options, source: source, folder: fresh, indices: selection, places: places, composites: composites)
    let report = try job.run(progress)
    // An empty folder gives way to the new one.
    try? FileManager.default.removeItem(at: folder)
    do { try FileManager.default.moveItem(at: fresh, to: folder) } catch {
      throw FileError(writing: error, path: folder.path)
    }
    return report
  }

  private var suffix: String { options.encoding == .jpeg ? "jpg" : "png" }

  private func requireVacant(_ folder: URL) throws {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    guard try fileNames(in: folder).isEmpty else {
      throw FileError(.unwritable("the folder is not empty; choose another name"), path: folder.path)
    }
  }
}
