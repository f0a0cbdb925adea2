import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationEvaluation

@Suite struct EvaluatorTests {
  private let items = [
    Scene.item("A", "1_1_1.jpg", offset: 10, ratio: 0.05), Scene.item("A", "1_1_2.jpg", offset: 20, ratio: 0.1),
    Scene.item("B", "2_1_1.jpg", offset: 30, ratio: 0.5),
  ]

  @Test(arguments: [1, 2, 8]) func compositeAsThePrediction(parallelism: Int) async throws {
    let result = try await Evaluator(.native, parallelism: parallelism).evaluate(items, with: .composite)
    #expect(result.images.map(\.name) == ["1_1_1.jpg", "1_1_2.jpg", "2_1_1.jpg"])
    #expect(result.images.map(\.metrics.mse) == [5, 40, 450])
    #expect(result.images.map(\.metrics.fmse).map { ($0 * 1000).rounded() / 1000 } == [100, 400, 900])
    #expect(result.images.map(\.metrics.ratio) == [0.05, 0.1, 0.5])
    #expect(result.images.allSatisfy { $0.metrics == $0.composite })
    #expect(result.method == "composite" && result.failures.isEmpty)
  }

  @Test func goesOnAfterABadFile() async throws {
    struct Unreadable: Error, CustomStringConvertible { var description: String { "no such file" } }
    let bad = EvaluationItem(subset: "A", name: "bad_1_1.jpg") { throw Unreadable() }
    let short = EvaluationItem(subset: "A", name: "short_1_1.jpg") {
      EvaluationImages(composite: Scene.plain(1), mask: Scene.mask([1]), target: Scene.plain(1, width: 3))
    }
    var seen: [Int] = []
    let result = try await Evaluator(.native).evaluate([bad, items[0], short, items[1]], with: .composite) {
      seen.append($0.done)
    }
    #expect(seen == [1, 2, 3, 4])
    #expect(result.images.map(\.name) == ["1_1_1.jpg", "1_1_2.jpg"])
    #expect(result.failures.map(\.name) == ["bad_1_1.jpg", "short_1_1.jpg"])
    #expect(result.failures[0].message == "no such file")
    #expect(result.failures[1].message.contains("the target is 3x2"))
  }

  @Test func boundsImagesInFlight() async throws {
    actor Gauge {
      var now = 0
      var most = 0
      func enter() { now += 1; most = max(most, now) }
      func leave() { now -= 1 }
    }
    let gauge = Gauge()
    let many = (0..<20).map { Scene.item("A", "\($0)_1_1.jpg", offset: 1, ratio: 0.5) }
    let predictor = MeasuredMethod("slow") { composite, _ in
      await gauge.enter()
      try await Task.sleep(for: .milliseconds(2))
      await gauge.leave()
      return .levels(composite)
    }
    _ = try await Evaluator(.native, parallelism: 3).evaluate(many, with: predictor)
    #expect(await gauge.most <= 3)
  }

  @Test func resumesWithoutMeasuringAgain() async throws {
    let evaluator = Evaluator(.native)
    let first = try await evaluator.evaluate([items[1]], with: .composite)
    let refusing = MeasuredMethod("composite") { composite, _ in
      #expect(composite.samples[0] != 120, "the known image is predicted again")
      return .levels(composite)
    }
    let whole = try await evaluator.evaluate(items, with: refusing, resuming: first)
    #expect(whole.images.map(\.metrics.mse) == [5, 40, 450])
    await #expect(throws: EvaluationError.self) {
      try await Evaluator(.native255).evaluate(items, with: refusing, resuming: first)
    }
  }

  @Test func floatPredictionsAreClampedNotRounded() async throws {
    let item = EvaluationItem(subset: "A", name: "a.jpg") {
      EvaluationImages(composite: Scene.plain(255), mask: Scene.mask([1]), target: Scene.plain(255))
    }
    let over = MeasuredMethod("over") { _, _ in .unit(Raster(width: 2, height: 2, channels: 3, repeating: 1.5)) }
    let half = MeasuredMethod("half") { _, _ in
      .unit(Raster(width: 2, height: 2, channels: 3, repeating: 254.5 / 255))
    }
    let broken = MeasuredMethod("broken") { _, _ in .unit(Raster(width: 2, height: 2, channels: 3, repeating: .nan)) }
    let evaluator = Evaluator(.native)
    #expect(try await evaluator.evaluate([item], with: over).all.means.mse == 0)
    let mse = try #require(try await evaluator.evaluate([item], with: half).all.means.mse)
    #expect(abs(mse - 0.25) < 1e-4)
    #expect(try await evaluator.evaluate([item], with: broken).failures.count == 1)
  }

  @Test func untouchedPhotosOncePerMask() async throws {
    let untouched = EvaluationItem.untouched(items)
    #expect(untouched.map(\.name) == ["1_1_1.jpg", "2_1_1.jpg"])
    let brighter = MeasuredMethod("brighter") { composite, _ in .levels(composite.map { $0 + 4 }) }
    let result = try await Evaluator(.native).evaluate(untouched, with: brighter)
    let change = try #require(result.all.means.fmae)
    #expect(abs(change - 4) < 1e-5)
    #expect(result.isOfUntouchedPhotos)
    #expect(result.textReport().contains("Change") && result.html().contains("4.00 levels"))
  }

  @Test func nothingToDo() async {
    await #expect(throws: EvaluationError.self) {
      try await Evaluator(.native).evaluate([], with: .composite)
    }
  }

  @Test func cancellation() async throws {
    let items = items
    let task = Task {
      try await Evaluator(.native, parallelism: 1).evaluate(
        items,
        with: MeasuredMethod("p") { composite, _ in
          try await Task.sleep(for: .seconds(60))
          return .levels(composite)
        })
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func protocols() throws {
    #expect(try EvaluationSetting.named("native255") == .native255)
    #expect(throws: EvaluationError.self) { try EvaluationSetting.named("best") }
    #expect(EvaluationSetting.reference256.size.target(width: 7, height: 900) == (256, 256))
    #expect(EvaluationSetting.reference1024.size.target(width: 4000, height: 3001) == (1024, 768))
    #expect(EvaluationSetting.reference1024.size.target(width: 1024, height: 30) == (1024, 30))
    #expect(EvaluationSetting.reference1024.size.target(width: 100_000, height: 1) == (1024, 1))
  }
}
