import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// The folder of a subset in the making.
struct SynthesisFolder: Sendable {
  let url: URL
  private let encoderForMasks = Encoder(overwrite: true)

  /// What the pictures were made with; notes about photos made otherwise do not count.
  private let settings: UInt64

  /// Makes the folders; throws `FileError`.
  init(_ url: URL, settings: UInt64) throws {
    self.url = url
    self.settings = settings
    for name in ["composite_images", "masks", "real_images", Self.outcomes] {
      try FileSystem.createFolder(url.appendingPathComponent(name).path)
    }
  }

  /// Notes about finished photos; hidden, since data sets are folders of pictures.
  private static let outcomes = ".synthesis"

  /// iHarmony4 separates names by underscores, so a photo's own become hyphens.
  static func photoName(_ name: String) -> String { name.replacingOccurrences(of: "_", with: "-") }

  func write(composite: Raster<UInt8>, named name: String, quality: Int) throws {
    var options = EncodingOptions()
    (options.quality, options.chroma) = (quality, .half)
    try Encoder(options: options, overwrite: true).write(composite, to: path("composite_images", name))
  }

  /// Writes real picture and mask: a JPEG photo byte for byte, others as JPEG of quality 100.
  func write(_ sample: Sample, _ entry: PhotoSet.Entry, named name: String) throws {
    let real = path("real_images", name + ".jpg")
    if ["jpg", "jpeg"].contains(FileName.suffix(of: entry.image).lowercased()) {
      try AtomicFile.write(FileSystem.contents(of: entry.image), to: real)
    } else {
      var options = EncodingOptions()
      (options.quality, options.chroma) = (100, .full)
      try Encoder(options: options, overwrite: true).write(sample.target, to: real)
    }
    try encoderForMasks.write(sample.mask, to: path("masks", name + "_1.png"))
  }

  func writeList(_ names: [String], subset: String, _ split: Split) throws {
    let text = names.map { $0 + "\n" }.joined()
    try AtomicFile.write(text.utf8, to: url.appendingPathComponent("\(subset)_\(split.rawValue).txt").path)
  }

  /// Notes that a photo is finished; written last.
  func write(_ outcome: PhotoOutcome, of name: String) throws {
    var outcome = outcome
    outcome.settings = settings
    guard let json = try? JSONEncoder().encode(outcome) else { return }
    try AtomicFile.write(json, to: path(Self.outcomes, name + ".json"))
  }

  /// What an earlier run made of a photo, if its files are all there still.
  func outcome(of name: String) -> PhotoOutcome? {
    guard let json = try? FileSystem.contents(of: path(Self.outcomes, name + ".json")),
      var outcome = try? JSONDecoder().decode(PhotoOutcome.self, from: Data(json)),
      outcome.settings == settings
    else { return nil }
    var files = outcome.composites.map { path("composite_images", $0.name) }
    if !files.isEmpty { files += [path("real_images", name + ".jpg"), path("masks", name + "_1.png")] }
    guard files.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else { return nil }
    outcome.wasThere = true
    return outcome
  }

  private func path(_ folder: String, _ name: String) -> String {
    url.appendingPathComponent(folder).appendingPathComponent(name).path
  }
}
