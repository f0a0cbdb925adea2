import HarmonizationData
import HarmonizationPixels
import ImageHarmonization
import Testing

@testable import HarmonizationEvaluation

@Suite struct BaselineTests {
  /// Background and foreground have the same texture; the foreground is 40 levels brighter.
  private var item: EvaluationItem {
    EvaluationItem(subset: "A", name: "a_1_1.jpg") {
      var target = Scene.plain(0, width: 16, height: 16)
      for index in target.samples.indices { target.samples[index] = UInt8(100 + (index * 7919) % 31) }
      var mask = Raster<Float>(width: 16, height: 16, channels: 1, repeating: 0)
      var composite = target
      for y in 4..<12 {
        for x in 4..<12 {
          mask.samples[mask.offset(x: x, y: y)] = 1
          for channel in 0..<3 { composite.samples[composite.offset(x: x, y: y) + channel] += 40 }
        }
      }
      return EvaluationImages(composite: composite, mask: mask, target: target)
    }
  }

  @Test(arguments: ClassicalBaseline.allCases) func undoesAUniformShift(baseline: ClassicalBaseline) async throws {
    let result = try await Evaluator(.native).evaluate([item], with: MeasuredMethod(baseline, for: .native))
    #expect(result.failures.isEmpty)
    #expect(result.method == baseline.rawValue)
    #expect(try #require(result.all.foregroundChange) < -0.9)
  }
}

@Suite struct SourceTests {
  private struct Source: SampleSource {
    let names: [String]
    var count: Int { names.count }
    func name(at index: Int) -> String { names[index] }
    func sample(at index: Int) throws -> Sample {
      Sample(
        name: names[index], composite: index == 0 ? Scene.plain(90) : nil, target: Scene.plain(100),
        mask: Raster(width: 2, height: 2, channels: 1, samples: [255, 51, 0, 0])
          ?? .init(width: 2, height: 2, channels: 1, repeating: 0))
    }
  }

  @Test func samplesBecomeItems() async throws {
    let items = EvaluationItem.items(from: Source(names: ["HCOCO/c1_2_3.jpg", "photo"]), subset: "own")
    #expect(items.map(\.subset) == ["HCOCO", "own"])
    #expect(items.map(\.name) == ["c1_2_3.jpg", "photo"])
    let images = try await items[0].load()
    #expect(images.mask.samples == [1, 0.2, 0, 0])
    let result = try await Evaluator(.native).evaluate(items, with: .composite)
    #expect(result.images.map(\.metrics.mse) == [100, 0], "a photo without a composite stands for itself")
  }
}
