import Foundation
import HarmonizationImaging
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationData

@Suite("Synthesis of composites")
struct SynthesizerTests {
  /// Six photos of different colours as files.
  private func photos() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("images/.keep")
    try folder.write("masks/.keep")
    let mask = ellipse().bytes
    for i in 0..<6 {
      let centre = SIMD3(0.3 + 0.07 * Double(i), 0.45, 0.6 - 0.06 * Double(i))
      let suffix = i % 2 == 0 ? "jpg" : "png"
      try Encoder().write(
        scene(UInt64(90 + i), centre: centre).bytes,
        to: folder.url.appendingPathComponent("images/p_\(i).\(suffix)").path)
      try Encoder().write(mask, to: folder.url.appendingPathComponent("masks/p_\(i).png").path)
    }
    return folder
  }

  private func synthesize(
    _ photos: TemporaryFolder, into output: TemporaryFolder, _ change: (inout SynthesisOptions) -> Void = { _ in }
  ) throws -> SynthesisReport {
    var options = SynthesisOptions()
    (options.subset, options.compositesPerPhoto, options.workers) = ("HMade", 2, 3)
    change(&options)
    return try Synthesizer(PhotoSet(folder: photos.url), options: options).synthesize(into: output.url)
  }

  private func contents(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for sub in ["composite_images", "masks", "real_images", ""] {
      for name in try fileNames(in: folder.appendingPathComponent(sub)) {
        files[sub + "/" + name] = try? Data(contentsOf: folder.appendingPathComponent(sub).appendingPathComponent(name))
      }
    }
    return files
  }

  @Test("what is made reads back as iHarmony4: background kept, foreground changed within the limits")
  func layout() throws {
    let (photos, output) = (try photos(), try TemporaryFolder())
    let report = try synthesize(photos, into: output)
    let set = try IHarmony4Subset(folder: output.url.appendingPathComponent("HMade"), split: .train)
    #expect(set.count == report.composites && report.composites >= 8 && report.failures.isEmpty)
    #expect(report.methods.values.reduce(0, +) == report.composites)
    for i in 0..<set.count {
      let sample = try set.sample(at: i)
      let composite = try #require(sample.composite)
      var (inside, outside, area) = (0.0, 0.0, 0.0)
      for p in sample.mask.samples.indices {
        let error = (0..<3).reduce(0.0) {
          $0 + pow(Double(composite.samples[3 * p + $1]) - Double(sample.target.samples[3 * p + $1]), 2) / 3
        }
        if sample.mask.samples[p] >= 128 { (inside, area) = (inside + error, area + 1) }
        if sample.mask.samples[p] == 0 { outside += error }
      }
      // JPEG adds a little of its own.
      #expect(inside / area > 40 && inside / area < 8200)
      #expect(outside / Double(sample.mask.samples.count) < 30)
    }
    let name = try #require(set.entries.first?.name)
    #expect(name.hasPrefix("p-") && name.split(separator: "_").count == 3)
  }

  @Test("the same seed makes the same files with any number of threads; another seed others")
  func deterministic() throws {
    let photos = try photos()
    let (a, b, c) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    _ = try synthesize(photos, into: a)
    _ = try synthesize(photos, into: b) { $0.workers = 1 }
    _ = try synthesize(photos, into: c) { $0.seed = 1 }
    func files(_ folder: TemporaryFolder) throws -> [String: Data] {
      try contents(folder.url.appendingPathComponent("HMade"))
    }
    #expect(try files(a) == files(b))
    #expect(try files(a) != files(c))
  }

  @Test("an interrupted run goes on where it was; other options start anew")
  func resume() throws {
    let (photos, output) = (try photos(), try TemporaryFolder())
    let first = try synthesize(photos, into: output)
    let folder = output.url.appendingPathComponent("HMade")
    let complete = try contents(folder)
    #expect(try synthesize(photos, into: output).reused == first.composites)
    let lost = try #require(try IHarmony4Subset(folder: folder, split: .train).entries.first)
    try FileManager.default.removeItem(atPath: lost.composite)
    let again = try synthesize(photos, into: output)
    #expect(again.composites == first.composites && again.reused < first.composites && again.reused > 0)
    #expect(try contents(folder) == complete)
    #expect(try synthesize(photos, into: output) { $0.seed = 7 }.reused == 0)
  }

  @Test("unreadable photos and empty masks are reported and passed over")
  func faults() throws {
    let (photos, output) = (try photos(), try TemporaryFolder())
    try photos.write("images/p_0.jpg", "<html>no picture</html>")
    try Encoder(overwrite: true).write(
      Raster<UInt8>(width: 64, height: 48, channels: 1, repeating: 0),
      to: photos.url.appendingPathComponent("masks/p_1.png").path)
    let report = try synthesize(photos, into: output)
    #expect(Set(report.failures.keys) == ["p_0", "p_1"])
    #expect(report.failures["p_0"]?.contains("p_0.jpg") == true && report.failures["p_1"]?.contains("p_1.png") == true)
    #expect(report.composites > 0)
  }

  @Test("a share of the photos goes to the test list; senseless options and clashing names are refused")
  func options() throws {
    let (photos, output) = (try photos(), try TemporaryFolder())
    let report = try synthesize(photos, into: output) { ($0.testShare, $0.methods) = (0.5, [.tone]) }
    let folder = output.url.appendingPathComponent("HMade")
    let lists = try Split.allCases.map {
      try lines(of: folder.appendingPathComponent("HMade_\($0.rawValue).txt")).filter { !$0.isEmpty }
    }
    #expect(lists[0].count + lists[1].count == report.composites && !lists[0].isEmpty && !lists[1].isEmpty)
    #expect(Set(report.methods.keys) == [.tone])
    #expect(throws: DataError.self) { try synthesize(photos, into: output) { $0.subset = "../x" } }
    #expect(throws: DataError.self) { try synthesize(photos, into: output) { $0.methods = [] } }
    try FileManager.default.copyItem(
      at: photos.url.appendingPathComponent("images/p_1.png"), to: photos.url.appendingPathComponent("images/p-1.png"))
    try FileManager.default.copyItem(
      at: photos.url.appendingPathComponent("masks/p_1.png"), to: photos.url.appendingPathComponent("masks/p-1.png"))
    #expect(throws: DataError.self) { try synthesize(photos, into: output) }
  }
}
