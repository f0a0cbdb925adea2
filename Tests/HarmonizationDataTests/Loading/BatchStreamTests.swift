import HarmonizationSupport
import Testing

@testable import HarmonizationData

@Suite("Batch streams")
struct BatchStreamTests {
  private func pipeline(_ source: any SampleSource, seed: UInt64 = 9) throws -> SamplePipeline {
    var augmentation = Augmentation()
    (augmentation.size, augmentation.maskEdge.probability, augmentation.compression.probability) = (32, 0.5, 0.5)
    let recolourer = try Recolourer(RecolouringDistribution(), references: .measuring(source))
    return try SamplePipeline(source: source, augmentation: augmentation, recolourer: recolourer, seed: seed)
  }

  private struct Content: Equatable {
    let epoch, step: Int
    let names: [String]
    let floats: [Float]
  }

  private func contents(_ stream: BatchStream) throws -> [Content] {
    var result: [Content] = []
    while let batch = try stream.next() {
      result.append(
        Content(
          epoch: batch.epoch, step: batch.step, names: batch.names,
          floats: batch.image.array + batch.mask.array + batch.target.array))
    }
    return result
  }

  @Test("batches depend neither on the number of workers nor on how much is made ahead")
  func workers() throws {
    let pipeline = try pipeline(MemorySource(count: 11))
    let plan = try BatchPlan(samples: 11, batchSize: 4, seed: 9)
    let reference = try contents(BatchStream(pipeline, plan: plan, epochs: 3, workers: 1, prefetch: 1))
    #expect(reference.map(\.step) == [0, 1, 0, 1, 0, 1] && reference.map(\.epoch) == [0, 0, 1, 1, 2, 2])
    for (workers, prefetch) in [(2, 1), (4, 3), (7, 8)] {
      let other = try contents(BatchStream(pipeline, plan: plan, epochs: 3, workers: workers, prefetch: prefetch))
      #expect(other == reference)
    }
  }

  @Test("a stream begun in the middle goes on exactly", arguments: [(0, 1), (1, 0), (2, 1)])
  func resume(_ epoch: Int, _ step: Int) throws {
    let pipeline = try pipeline(MemorySource(count: 9))
    let plan = try BatchPlan(samples: 9, batchSize: 4)
    let all = try contents(BatchStream(pipeline, plan: plan, epochs: 3, workers: 2))
    let rest = try contents(BatchStream(pipeline, plan: plan, epochs: 3, fromEpoch: epoch, step: step, workers: 3))
    #expect(rest == Array(all.suffix(rest.count)) && rest.count == 6 - 2 * epoch - step)
  }

  @Test("epochs see different versions of a sample, seeds too")
  func variety() throws {
    let source = MemorySource(count: 4)
    let (a, b) = (try pipeline(source), try pipeline(source, seed: 10))
    #expect(try a.prepare(2, epoch: 0) == a.prepare(2, epoch: 0))
    #expect(try a.prepare(2, epoch: 0) != a.prepare(2, epoch: 1))
    #expect(try a.prepare(2, epoch: 0) != b.prepare(2, epoch: 0))
  }

  @Test("arrays are NCHW, normalized")
  func layout() throws {
    let source = MemorySource(count: 3, pairs: true)
    let pipeline = try SamplePipeline(source: source, augmentation: .evaluation(size: 48))
    let plan = try BatchPlan(samples: 3, batchSize: 2, shuffled: false, dropsLast: false)
    let stream = try BatchStream(pipeline, plan: plan, epochs: 1, workers: 2)
    let batch = try #require(try stream.next())
    #expect(batch.image.shape == [2, 3, 48, 48] && batch.mask.shape == [2, 1, 48, 48] && batch.names == ["s0", "s1"])
    let prepared = try pipeline.prepare(1, epoch: 0)
    let (x, y, channel) = (20, 31, 2)
    let level = Float(prepared.image.samples[(y * 48 + x) * 3 + channel])
    let value = batch.image.array[((1 * 3 + channel) * 48 + y) * 48 + x]
    #expect(abs(value - (level / 255 - 0.406) / 0.225) < 1e-5)
    #expect(abs(batch.mask.array[48 * 48 + y * 48 + x] - Float(prepared.mask.samples[y * 48 + x]) / 255) < 1e-6)
    #expect(try #require(try stream.next()).count == 1)
    #expect(try stream.next() == nil)
    #expect(stream.statistics.samples == 3 && (0...1).contains(stream.statistics.dataWaitFraction))
  }

  @Test("pairs keep their composites, or are left untouched with the distribution's probability")
  func pairs() throws {
    let source = MemorySource(count: 2, pairs: true)
    var distribution = RecolouringDistribution()
    distribution.identityShare = 1
    let untouched = try Recolourer(distribution, references: .empty)
    let plain = try SamplePipeline(source: source, augmentation: .evaluation(size: 32)).prepare(0, epoch: 0)
    #expect(plain.image != plain.target)
    let kept = try SamplePipeline(source: source, augmentation: .evaluation(size: 32), recolourer: untouched).prepare(
      0, epoch: 0)
    #expect(kept.image == kept.target && kept.target == plain.target)
  }

  @Test("a sample that cannot be read ends the stream with its error, in order")
  func failure() throws {
    let source = FailingSource(base: MemorySource(count: 12), bad: 5)
    let pipeline = try SamplePipeline(source: source, augmentation: .evaluation(size: 16))
    let plan = try BatchPlan(samples: 12, batchSize: 2, shuffled: false)
    let stream = try BatchStream(pipeline, plan: plan, epochs: 2, workers: 4)
    #expect(try stream.next()?.step == 0)
    #expect(try stream.next()?.step == 1)
    #expect(throws: FileError(.unreadable("a test"), path: "s5")) { try stream.next() }
    #expect(try stream.next() == nil)
  }

  @Test("streams that are dropped early or begin outside their run")
  func ends() throws {
    let pipeline = try SamplePipeline(source: MemorySource(count: 8), augmentation: .evaluation(size: 16))
    let plan = try BatchPlan(samples: 8, batchSize: 2)
    for _ in 0..<20 { _ = try BatchStream(pipeline, plan: plan, epochs: 100, workers: 3).next() }
    #expect(throws: DataError.self) { try BatchStream(pipeline, plan: plan, epochs: 1, fromEpoch: 0, step: 4) }
    #expect(throws: DataError.self) { try BatchStream(pipeline, plan: BatchPlan(samples: 9, batchSize: 2), epochs: 1) }
    #expect(try BatchStream(pipeline, plan: plan, epochs: 1, fromEpoch: 1).next() == nil)
  }
}
