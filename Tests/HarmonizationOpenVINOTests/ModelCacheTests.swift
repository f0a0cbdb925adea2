import Foundation
import TestSupport
import Testing

@testable import HarmonizationOpenVINO

@Suite struct ModelCacheTests {
  let core: Core
  let input: [String: FloatTensor]
  static let doubling: [Float] = TinyONNX.identity.map { $0 * 2 }

  init() throws {
    core = try Core()
    let ones = try FloatTensor(shape: [1, 4], values: [1, 1, 1, 1])
    input = ["image": ones, "mask": ones]
  }

  private struct NotNeeded: Error {}

  private func compile(_ cache: ModelCache, _ options: CompileOptions = CompileOptions(precision: .f32)) throws
    -> CompiledModel
  {
    try core.compile(fingerprint: "doubling", cache: cache, options: options) { TinyONNX.model(weight: Self.doubling) }
  }

  private func entries(_ cache: ModelCache) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: cache.folder, includingPropertiesForKeys: nil)
  }

  @Test func secondTimeNeedsNoModel() throws {
    try withTemporaryFolder { folder in
      let cache = ModelCache(folder: folder.appending(path: "deep/er"))
      let first = try compile(cache)
      #expect(first.cacheStatus == .stored(replaced: nil))
      let second = try core.compile(fingerprint: "doubling", cache: cache, options: CompileOptions(precision: .f32)) {
        () throws -> [UInt8] in throw NotNeeded()
      }
      #expect(second.cacheStatus == .hit)
      #expect(second.inputs == first.inputs && second.outputs == first.outputs)
      #expect(try second.infer(input)["images"]?.values == [2, 2, 2, 2])
      #expect(try entries(cache).count == 1)
    }
  }

  /// OpenVINO leaves weights where they were imported from; a model larger than anything that is copied shows it.
  @Test func importedWeightsOutliveEverythingElse() throws {
    try withTemporaryFolder { folder in
      let width = 256
      let weight = (0..<width * width).map { Float($0 % (width + 1) == 0 ? 3 : 0) }
      let bias = (0..<width).map { Float($0) }
      func make() throws -> InferRequest {
        let core = try Core()
        let model = try core.compile(
          fingerprint: "wide", cache: ModelCache(folder: folder), options: CompileOptions(precision: .f32)
        ) { TinyONNX.model(weight: weight, bias: bias) }
        return try model.makeRequest()
      }
      _ = try make()
      let request = try make()
      try FileManager.default.removeItem(at: folder)
      for name in ["image", "mask"] { try request.setInput(name, shape: [2, width]) { $0.update(repeating: 1) } }
      try request.infer()
      try request.withOutput("images") { values, _ in #expect(Array(values) == (bias + bias).map { ($0 + 1) * 3 }) }
    }
  }

  @Test(.needsTwoProcessors) func settingsAndFingerprintKeepEntriesApart() throws {
    try withTemporaryFolder { folder in
      let cache = ModelCache(folder: folder)
      _ = try compile(cache)
      let options = CompileOptions(precision: .f32, hint: .throughput, streams: 2, threads: 2)
      #expect(try compile(cache, options).cacheStatus == .stored(replaced: nil))
      let again = try compile(cache, options)
      #expect(again.cacheStatus == .hit)
      #expect(try again.property("NUM_STREAMS") == "2")
      let other = try core.compile(fingerprint: "other", cache: cache, options: options) { TinyONNX.model() }
      #expect(try other.infer(input)["images"]?.values == [1, 1, 1, 1])
      #expect(try entries(cache).count == 3)
    }
  }

  /// Every kind of damage: cut short, emptied, one bit in the weights, in the key, in the trailer, something else.
  @Test func damagedEntriesAreReplaced() throws {
    try withTemporaryFolder { folder in
      let cache = ModelCache(folder: folder)
      _ = try compile(cache)
      let file = try #require(try entries(cache).first)
      let whole = try Data(contentsOf: file)
      func flipped(_ index: Int) -> Data {
        var data = whole
        data[index] ^= 4
        return data
      }
      let damaged = [
        whole.prefix(whole.count / 2), Data(), flipped(whole.count / 3), flipped(whole.count - 40),
        flipped(whole.count - 20),
        flipped(whole.count - 1), Data("<html></html>".utf8), whole + Data([0]),
      ]
      for bytes in damaged {
        try bytes.write(to: file)
        let model = try compile(cache)
        guard case .stored(replaced: .some) = model.cacheStatus else {
          Issue.record("a damaged entry led to \(model.cacheStatus)")
          continue
        }
        #expect(try model.infer(input)["images"]?.values == [2, 2, 2, 2])
        #expect(try compile(cache).cacheStatus == .hit)
      }
    }
  }

  /// An entry that is whole but that OpenVINO cannot import.
  @Test func refusedEntriesAreReplaced() throws {
    try withTemporaryFolder { folder in
      let cache = ModelCache(folder: folder)
      _ = try compile(cache)
      let file = try #require(try entries(cache).first)
      let bytes = try Data(contentsOf: file)
      let keyLength = Int(bytes[(bytes.count - 16)...].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
      let key = String(decoding: bytes[(bytes.count - 32 - keyLength)..<(bytes.count - 32)], as: UTF8.self)
      #expect(cache.file(for: key).lastPathComponent == file.lastPathComponent)
      try cache.store(key: key) { try Data(repeating: 7, count: 5000).write(to: URL(filePath: $0)) }
      guard case .stored(replaced: .some) = try compile(cache).cacheStatus else {
        Issue.record("OpenVINO took 5000 sevens for a model")
        return
      }
      #expect(try compile(cache).cacheStatus == .hit)
    }
  }

  @Test func leastRecentlyUsedEntriesGo() throws {
    try withTemporaryFolder { folder in
      let cache = ModelCache(folder: folder, limit: 2500)
      for (index, key) in ["a", "b", "c"].enumerated() {
        try cache.store(key: key) { try Data(repeating: 1, count: 1000).write(to: URL(filePath: $0)) }
        let age = Date(timeIntervalSinceNow: Double(index - 10) * 60)
        try FileManager.default.setAttributes([.modificationDate: age], ofItemAtPath: cache.file(for: key).path)
      }
      #expect(
        try Set(entries(cache).map(\.lastPathComponent))
          == Set(["b", "c"].map { cache.file(for: $0).lastPathComponent }))
    }
  }

  @Test func unwritableCacheIsNoError() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let model = try compile(ModelCache(folder: file.appending(path: "below")))
      guard case .notStored = model.cacheStatus else {
        Issue.record("stored below a file: \(model.cacheStatus)")
        return
      }
      #expect(try model.infer(input)["images"]?.values == [2, 2, 2, 2])
    }
  }
}
