import Foundation
import ImageHarmonization
import Synchronization
import TestSupport
import Testing

// Of this package nothing but the one module is imported here: that is what is tested.

@Suite("The library with one import", .enabled(if: (try? ImagingLibrary.version()) != nil, "libvips is not installed"))
struct LibrarySampleTests {
  @Test("A photo and a mask from bytes; an engine of the caller's own in place of OpenVINO")
  func sample() async throws {
    let model = try GeneratedModel.load()
    let harmonizer = Harmonizer(model, backend: InferenceBackend { _, shape in Inverting(shape: shape) })
    let picture = Raster<UInt8>(width: 64, height: 48, channels: 3, repeating: 60)
    var cover = Raster<UInt8>(width: 64, height: 48, channels: 1, repeating: 0)
    for index in 0..<64 * 24 { cover.samples[index] = 255 }
    let photo = try Photo(.bytes(Encoder().bytes(of: picture, as: .png), name: "photo"))
    let mask = try Mask(.bytes(Encoder().bytes(of: cover, as: .png), name: "mask"))
    let result = try await harmonizer.harmonize(photo, mask: mask).raster()
    // The engine turns the normalized picture's sign: 60 of 255 becomes 2 * mean - 60 / 255 in each channel.
    for (channel, mean) in [0.485, 0.456, 0.406].enumerated() {
      #expect(abs(Double(result.samples[channel]) - (2 * mean * 255 - 60)) <= 1)
    }
    #expect(result.samples.suffix(64 * 24 * 3).allSatisfy { $0 == 60 })
  }

  @Test("With flips an engine gets the picture and its mirror image in one batch")
  func batchOfTwo() async throws {
    let network = NetworkMethod(
      try GeneratedModel.load(), backend: InferenceBackend { _, shape in Inverting(shape: shape) }, flips: true)
    #expect(try await network.predictor().session.shape.batch == 2)
    #expect(network.name == "improved_dih256+flip")
  }

  @Test("An engine that cannot be made is reported by whoever waits for it, each time")
  func brokenEngine() async throws {
    struct Broken: Error {}
    let harmonizer = Harmonizer(try GeneratedModel.load(), backend: InferenceBackend { _, _ in throw Broken() })
    await #expect(throws: Broken.self) { try await harmonizer.ready() }
    await #expect(throws: Broken.self) { try await harmonizer.ready() }
  }

  @Test("A cancelled task stops rendering and leaves no file", .timeLimit(.minutes(1)))
  func cancellation() async throws {
    let folder = try TemporaryFolder()
    let photo = try Photo(Raster<UInt8>(width: 2000, height: 2000, channels: 3, repeating: 90))
    let mask = try #require(Mask(Raster<UInt8>(width: 2000, height: 2000, channels: 1, repeating: 255)))
    let (started, begin) = AsyncStream.makeStream(of: Void.self)
    let rendering = try Rendering(photo, mask: mask, transform: Waiting(begin: begin))
    let path = folder.file("result.png")
    let task = Task { try await Encoder().writeInBackground(rendering, to: path) }
    for await _ in started { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(folder.contents.isEmpty)
  }

  @Test("A render of 100 megapixels ends within a few strips of its task's cancellation", .timeLimit(.minutes(2)))
  func cancellationOfALargePhoto() async throws {
    let folder = try TemporaryFolder()
    let side = 10_000
    let grey = Raster<UInt8>(width: side, height: side, channels: 1, repeating: 90)
    try Encoder().write(grey, to: folder.file("photo.jpg"))
    var progressive = EncodingOptions()
    progressive.isProgressive = true
    try Encoder(options: progressive).write(grey, to: folder.file("progressive.jpg"))
    let mask = try #require(Mask(Raster<UInt8>(width: side, height: side, channels: 1, repeating: 255)))
    for name in ["photo.jpg", "progressive.jpg"] {
      let (started, begin) = AsyncStream.makeStream(of: Void.self)
      let held = Held(begin: begin)
      let rendering = try Rendering(try Photo(.file(folder.file(name))), mask: mask, transform: held)
      let task = Task { try await Encoder().writeInBackground(rendering, to: folder.file("result.jpg")) }
      for await _ in started { break }
      task.cancel()
      held.release()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(held.pixels < side * side / 4, "\(held.pixels)")
      #expect(folder.contents == ["photo.jpg", "progressive.jpg"])
    }
  }
}

/// No change; says when it is first asked for, waits there until it is released, and counts what it is asked for.
private final class Held: PixelTransform {
  private let begin: AsyncStream<Void>.Continuation
  private let isFirst = Atomic(true)
  private let count = Atomic(0)
  private let gate = DispatchSemaphore(value: 0)

  init(begin: AsyncStream<Void>.Continuation) { self.begin = begin }

  var pixels: Int { count.load(ordering: .relaxed) }

  func release() { gate.signal() }

  func apply(to span: PixelSpan) {
    count.add(span.count, ordering: .relaxed)
    guard isFirst.exchange(false, ordering: .relaxed) else { return }
    begin.yield()
    gate.wait()
  }
}

/// A change that takes a while, and says when it is asked for.
private struct Waiting: PixelTransform {
  let begin: AsyncStream<Void>.Continuation

  func apply(to span: PixelSpan) {
    begin.yield()
    usleep(10_000)
  }
}

/// An engine that gives the negative of what it gets.
private struct Inverting: InferenceEngine {
  let shape: InputShape

  func run(image: [Float], mask: [Float]) async throws -> [String: [Float]] { ["images": image.map { -$0 }] }
}
