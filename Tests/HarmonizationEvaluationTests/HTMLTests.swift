import Foundation
import HarmonizationImaging
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import HarmonizationEvaluation

@Suite struct HTMLTests {
  private static let hostile = "<script>alert('x')</script>&\"\u{1}\u{FFFF}"

  private func result(_ method: String = hostile, shift: Double = 0) -> EvaluationResult {
    let images = (0..<40).map { image($0, shift: shift) }
    let failures = [EvaluationFailure(subset: "A", name: Self.hostile, message: Self.hostile)]
    return EvaluationResult(method: method, evaluation: .reference256, images: images, failures: failures)
  }

  private func image(_ index: Int, shift: Double) -> ImageResult {
    let error = pow(1.3, Double(index))
    return Scene.image(
      index % 2 == 0 ? "HCOCO" : Self.hostile, "\(index)_\(Self.hostile)_1.jpg", mse: Double(index) + shift,
      fmse: error + shift, psnr: 20 + Double(index % 17), ratio: Double(index) / 40, composite: 2 * error)
  }

  /// Element names with their counts; throws where the page is not well-formed XML.
  private func elements(_ page: String) throws -> [String: Int] {
    final class Counter: NSObject, XMLParserDelegate {
      var counts: [String: Int] = [:]
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
      ) { counts[name, default: 0] += 1 }
    }
    let counter = Counter()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = counter
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.coderReadCorrupt) }
    return counter.counts
  }

  @Test func reportIsWellFormedAndEscaped() throws {
    let page = result().html()
    let elements = try elements(page)
    #expect(elements["script"] == nil)
    #expect(elements["table"] == 5, "subsets, bins, published, worst, failures")
    #expect(elements["svg"] == 4)
    #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"))
    #expect(!page.contains("http"), "the page asks for no outside file")
  }

  @Test func comparisonIsWellFormedAndEscaped() throws {
    let page = try Comparison([result(), result("b", shift: 1)]).html()
    let elements = try elements(page)
    #expect(elements["script"] == nil)
    #expect(elements["table"] == 4 && elements["svg"] == 1)
  }

  @Test func emptyAndSingleResultsHaveAPage() throws {
    let none = EvaluationResult(method: "m", evaluation: .native, images: [])
    #expect(try elements(none.html())["svg"] == nil)
    let one = EvaluationResult(method: "m", evaluation: .native, images: [Scene.image("A", "a.jpg", mse: 0)])
    #expect(try elements(one.html())["svg"] == 3)
  }

  @Test func histogramCountsEveryImage() {
    let axis = Axis([0, 10], .linear, from: 0, to: 100)
    #expect(axis.lower == 0 && axis.upper == 10 && axis.place(5) == 50)
    let logarithmic = Axis([1, 1000], .logarithmic, from: 0, to: 300)
    #expect(abs(logarithmic.place(10) - 100) < 1e-9)
    #expect(logarithmic.place(0) == 0, "zero is drawn at the lower end")
    #expect(Axis([5, 5], .linear, from: 0, to: 1).upper > 5)
    let ticks = Axis([], .logarithmic, from: 0, to: 1).ticks
    #expect(!ticks.contains { !$0.isFinite })
    #expect(Axis([.infinity, 1], .linear, from: 0, to: 1).upper.isFinite)
  }

  @Test func extremeNumbersDrawNothingWild() throws {
    let images = [-1e308, 1e308, 0, .infinity, .nan].enumerated().map { index, value in
      Scene.image("A", "\(index).jpg", mse: value, fmse: value, psnr: value, ratio: value, composite: 1e300)
    }
    let one = EvaluationResult(method: "m", evaluation: .native, images: images)
    _ = try elements(one.html())
    _ = try elements(try Comparison([one, one]).html())
  }

  @Test func galleryRanksByForegroundError() {
    let images = [5.0, 1, 9, 3, 7].map { Scene.image("A", "\($0).jpg", mse: 0, fmse: $0) }
    let chosen = Gallery.choose(images, count: 1)
    #expect(chosen.map(\.rank) == [.best, .median, .worst])
    #expect(chosen.map(\.image.metrics.fmse) == [1, 5, 9])
    #expect(Gallery.choose(images, count: 3).count == 5, "each image once")
    #expect(Gallery.choose([], count: 3).isEmpty)
  }

  @Test func galleryPictures() async throws {
    let items = (1...3).map { Scene.item("A", "\($0)_1_1.jpg", offset: UInt8(10 * $0), ratio: 0.5) }
    let evaluator = Evaluator(.native)
    let result = try await evaluator.evaluate(items, with: .composite)
    var sizes: [Int] = []
    let gallery = try await evaluator.gallery(of: result, items: items, with: .composite, count: 1, side: 5) {
      sizes.append($0.width)
      return EncodedPicture(mediaType: "image/test", bytes: Data([1, 2, 3]))
    }
    #expect(gallery.cases.map(\.image.name) == ["1_1_1.jpg", "2_1_1.jpg", "3_1_1.jpg"])
    #expect(sizes == Array(repeating: 5, count: 12))
    let page = result.html(gallery: gallery)
    let images = try elements(page)["img"]
    #expect(images == 12)
    #expect(page.contains("data:image/test;base64,AQID"))
  }

  @Test func reductionAverages() throws {
    var picture = Scene.plain(0, width: 5, height: 2)
    picture.samples[0] = 40
    let small = try picture.reduced(toAtMost: 3)
    #expect((small.width, small.height) == (3, 1))
    // The first pixel is the mean over 5/3 columns and 2 rows: 40 / (10 / 3).
    #expect(small.samples == [12, 0, 0, 0, 0, 0, 0, 0, 0])
    let line = try Scene.plain(7, width: 400, height: 1).reduced(toAtMost: 10)
    #expect((line.width, line.height) == (10, 1) && line.samples.allSatisfy { $0 == 7 })
  }
}
