import Foundation
import HarmonizationImaging
import TestSupport
import Testing

@testable import HarmonizationData

@Suite("Packs")
struct PackTests {
  private func pack(
    _ source: any SampleSource, _ folder: TemporaryFolder, _ change: (inout PackOptions) -> Void = { _ in }
  ) throws -> PackReport {
    var options = PackOptions()
    options.workers = 3
    change(&options)
    return try Packer(options).pack(source, to: folder.url)
  }

  @Test("RGB comes back bit for bit, in order, from several shards", arguments: [false, true])
  func exact(_ pairs: Bool) throws {
    let (source, folder) = (MemorySource(count: 20, pairs: pairs), try TemporaryFolder())
    let report = try pack(source, folder) { ($0.encoding, $0.shardBytes) = (.rgb, 1 << 16) }
    #expect(report.samples == 20 && report.shards.count > 2)
    let packed = try PackedSource(folder.url)
    #expect(try (0..<20).map { try packed.sample(at: $0) } == source.samples)
    #expect(packed.name(at: 7) == "s7")
    #expect(report.bytes == (try report.shards.map { try Data(contentsOf: $0).count }.reduce(0, +)))
  }

  @Test("lossy codes come back close, masks exactly", arguments: [PackEncoding.ycbcr420, .jpeg])
  func lossy(_ encoding: PackEncoding) throws {
    let (source, folder) = (MemorySource(count: 4), try TemporaryFolder())
    _ = try pack(source, folder) { ($0.encoding, $0.quality) = (encoding, 95) }
    let packed = try PackedSource(folder.url)
    for i in 0..<4 {
      let (a, b) = (try packed.sample(at: i), source.samples[i])
      #expect(a.mask == b.mask)
      let error = zip(a.target.samples, b.target.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(error) < 3 * Double(a.target.samples.count))
    }
  }

  @Test("pictures are reduced to the short side, and thinned evenly to a limit")
  func reduction() throws {
    let (source, folder) = (MemorySource(count: 10, width: 64, height: 48, pairs: true), try TemporaryFolder())
    _ = try pack(source, folder) { ($0.shortSide, $0.limit) = (24, 4) }
    let packed = try PackedSource(folder.url)
    #expect((0..<packed.count).map { packed.name(at: $0) } == ["s0", "s2", "s5", "s7"])
    let sample = try packed.sample(at: 1)
    #expect(
      [sample.target.width, sample.target.height, sample.mask.width, sample.composite?.height] == [32, 24, 32, 24])
  }

  @Test("a second pack into the same folder, an empty folder and senseless options are refused")
  func refused() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DataError.noSamples(path: folder.url.path)) { try PackedSource(folder.url) }
    _ = try pack(MemorySource(count: 2), folder)
    #expect(throws: DataError.self) { try pack(MemorySource(count: 2), folder) }
    #expect(throws: DataError.self) { try pack(MemorySource(count: 2), try TemporaryFolder()) { $0.limit = 0 } }
    #expect(throws: DataError.self) { try PackedSource(folder.url.appendingPathComponent("none.hpack")) }
  }

  @Test("a failing source leaves no shard behind")
  func failure() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DataError.self) { try pack(FailingSource(base: MemorySource(count: 100), bad: 90), folder) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
  }

  @Test("files cut off anywhere are refused when opened")
  func truncated() throws {
    let folder = try TemporaryFolder()
    let url = try #require(try pack(MemorySource(count: 2), folder).shards.first)
    let bytes = try Data(contentsOf: url)
    for count in [0, 7, 47, 48, 1000, bytes.count - 1] {
      try bytes.prefix(count).write(to: url)
      #expect(throws: DataError.self) { try PackedSource(url) }
    }
    try (bytes + Data([0])).write(to: url)
    #expect(throws: DataError.self) { try PackedSource(url) }
  }

  @Test("changed bytes are found, wherever they are")
  func mutated() throws {
    let folder = try TemporaryFolder()
    let url = try #require(try pack(MemorySource(count: 2, width: 16, height: 12), folder).shards.first)
    let bytes = try Data(contentsOf: url)
    var random = CounterRandom(5)
    for _ in 0..<300 {
      var broken = bytes
      broken[random.index(below: bytes.count)] ^= UInt8(1 << random.index(below: 8))
      try broken.write(to: url)
      #expect(throws: DataError.self) {
        let source = try PackedSource(url)
        for i in 0..<source.count { _ = try source.sample(at: i) }
      }
    }
  }

  @Test("an index that lies, with checks that fit, is refused")
  func hostile() throws {
    let blob = PackIndex.Blob(offset: 48, length: 4, check: CRC32.checksum([1, 2, 3, 4]))
    let good = PackIndex.Entry(
      name: "a", category: nil, width: 1, height: 1, encoding: .rgb, composite: nil, target: blob, mask: blob)
    let lies: [(inout PackIndex.Entry) -> Void] = [
      { $0.width = 1 << 40 }, { $0.width = -1 }, { $0.height = 0 }, { $0.target.offset = -8 },
      { $0.target.offset = .max },
      { $0.mask.length = 1 << 50 }, { $0.target.length = -1 }, { $0.target.offset = 0 }, { $0.encoding = .jpeg },
      { ($0.width, $0.height) = (1 << 15, 1 << 15) }, { $0.encoding = .ycbcr420 },
    ]
    for lie in lies {
      var entry = good
      lie(&entry)
      let index = [UInt8](try JSONEncoder().encode(PackIndex(samples: [entry])))
      let header = PackHeader(count: 1, indexOffset: 52, index: index)
      let folder = try TemporaryFolder()
      let url = folder.url.appendingPathComponent("x.hpack")
      try Data(header.bytes + [1, 2, 3, 4] + index).write(to: url)
      #expect(throws: DataError.self) { try PackedSource(url).sample(at: 0) }
    }
  }

  @Test("training on a pack is training on its source")
  func pipeline() throws {
    let (source, folder) = (MemorySource(count: 6), try TemporaryFolder())
    _ = try pack(source, folder) { $0.encoding = .rgb }
    let packed = try PackedSource(folder.url)
    let distribution = RecolouringDistribution()
    let a = try SamplePipeline(source: source, recolourer: Recolourer(distribution, references: .measuring(source)))
    let b = try SamplePipeline(source: packed, recolourer: Recolourer(distribution, references: .measuring(packed)))
    for i in 0..<6 { #expect(try a.prepare(i, epoch: 3) == b.prepare(i, epoch: 3)) }
  }
}
