import Foundation
import HarmonizationImaging
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationData

@Suite("Packs")
struct PackTests {
  private let folder: TemporaryFolder
  private var pack: URL { folder.url.appendingPathComponent("pack") }

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  private func pack(_ source: any SampleSource, _ change: (inout PackOptions) -> Void = { _ in }) throws -> PackReport {
    var options = PackOptions()
    options.workers = 3
    change(&options)
    return try Packer(options).pack(source, to: pack)
  }

  private func sameButName(_ a: Sample, _ b: Sample) -> Bool {
    a.composite == b.composite && a.target == b.target && a.mask == b.mask
  }

  @Test("PNG photos come back bit for bit as an ordinary folder of images and masks")
  func photos() throws {
    let source = MemorySource(count: 70)
    let report = try pack(source) { $0.encoding = .png }
    let packed = try PhotoSet(folder: pack)
    #expect(report.samples == 70 && packed.count == 70 && report.bytes > 70 * 64)
    for i in 0..<70 {
      let index = try #require(source.samples.firstIndex { $0.name == packed.name(at: i) })
      #expect(try packed.sample(at: i) == source.samples[index])
    }
  }

  @Test("PNG composites come back bit for bit in iHarmony4's layout, in order")
  func composites() throws {
    let source = MemorySource(count: 20, pairs: true)
    try pack(source) { ($0.encoding, $0.split) = (.png, .test) }
    let packed = try IHarmony4Subset(folder: pack.appendingPathComponent("pairs"), split: .test)
    #expect(packed.count == 20 && packed.name(at: 7) == "pairs/s7_1_1.png")
    for i in 0..<20 { #expect(sameButName(try packed.sample(at: i), source.samples[i])) }
  }

  @Test("iHarmony4's names are kept, and composites go on sharing photos and masks")
  func names() throws {
    var source = MemorySource(count: 3, pairs: true)
    for (i, name) in ["HA/a_1_1.jpg", "HA/a_1_2.jpg", "HB/b_2_1.jpg"].enumerated() { source.samples[i].name = name }
    (source.samples[1].target, source.samples[1].mask) = (source.samples[0].target, source.samples[0].mask)
    try pack(source)
    let sets = try IHarmony4Subset.folders(under: pack).map { try IHarmony4Subset(folder: $0, split: .train) }
    #expect(sets.map(\.count) == [2, 1] && sets[0].name(at: 1) == "HA/a_1_2.jpg")
    #expect(try fileNames(in: pack.appendingPathComponent("HA/real_images")) == ["a.jpg"])
    // A photo of the same name with other pixels would be taken for the first one.
    source.samples[1].target = source.samples[2].target
    try FileManager.default.removeItem(at: pack)
    #expect(throws: DataError.self) { try pack(source) }
    #expect(folder.isEmpty)
  }

  @Test("JPEG comes back close, masks exactly")
  func lossy() throws {
    let source = MemorySource(count: 4)
    try pack(source)
    let packed = try PhotoSet(folder: pack)
    for i in 0..<4 {
      let (a, b) = (try packed.sample(at: i), source.samples[i])
      #expect(a.mask == b.mask)
      let error = zip(a.target.samples, b.target.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(error) < 3 * Double(a.target.samples.count))
    }
  }

  @Test("pictures are reduced to the short side, and thinned evenly to a limit; a note says so")
  func reduction() throws {
    try pack(MemorySource(count: 10, width: 64, height: 48)) { ($0.shortSide, $0.limit) = (24, 4) }
    let packed = try PhotoSet(folder: pack)
    #expect((0..<packed.count).map { packed.name(at: $0) } == ["s0", "s2", "s5", "s7"])
    let sample = try packed.sample(at: 1)
    #expect(sample.target.width == 32 && sample.target.height == 24 && sample.mask.width == 32)
    let note = try #require(PackNote(folder: pack))
    #expect("\(note)" == "pictures reduced to a short side of 24, JPEG quality 95" && !note.isExact)
    #expect(PackNote(folder: folder.url) == nil)
  }

  @Test("names that collide, contain commas or folders are told apart, categories are kept")
  func categories() throws {
    struct Labelled: SampleSource {
      let base: MemorySource
      var count: Int { base.count }
      func name(at index: Int) -> String { ["a/b", "a-b", "c,d"][index] }
      func category(at index: Int) -> String? { index == 1 ? nil : "kind\(index)" }
      func sample(at index: Int) throws -> Sample { try base.sample(at: index) }
    }
    try pack(Labelled(base: MemorySource(count: 3)))
    let packed = try PhotoSet(folder: pack)
    // A folder's photos are in the order of their file names.
    #expect(packed.entries.map(\.name) == ["a-b-2", "a-b", "c-d"])
    #expect(packed.entries.map(\.category) == [nil, "kind0", "kind2"])
  }

  @Test("a folder that is not empty, senseless options, and photos among composites are refused")
  func refused() throws {
    try pack(MemorySource(count: 2))
    #expect(throws: FileError(.unwritable("the folder is not empty; choose another name"), path: pack.path)) {
      try pack(MemorySource(count: 2))
    }
    try FileManager.default.removeItem(at: pack)
    #expect(throws: DataError.self) { try pack(MemorySource(count: 2)) { $0.limit = 0 } }
    var mixed = MemorySource(count: 3, pairs: true)
    mixed.samples[2].composite = nil
    #expect(throws: DataError.self) { try pack(mixed) }
    #expect(folder.isEmpty)
  }

  @Test("a failing source leaves nothing behind")
  func failure() throws {
    #expect(throws: FileError(.unreadable("a test"), path: "s90")) {
      try pack(FailingSource(base: MemorySource(count: 100), bad: 90))
    }
    #expect(folder.isEmpty)
  }

  @Test("training on an exact pack is training on its source")
  func pipeline() throws {
    let source = MemorySource(count: 6)
    try pack(source) { $0.encoding = .png }
    let packed = try PhotoSet(folder: pack)
    let distribution = RecolouringDistribution()
    let a = try SamplePipeline(source: source, recolourer: Recolourer(distribution, references: .measuring(source)))
    let b = try SamplePipeline(source: packed, recolourer: Recolourer(distribution, references: .measuring(packed)))
    for i in 0..<6 { #expect(try a.prepare(i, epoch: 3) == b.prepare(i, epoch: 3)) }
  }
}

extension TemporaryFolder {
  fileprivate var isEmpty: Bool { (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.isEmpty ?? false }
}
