import Foundation
import Testing

@testable import HarmonizationEvaluation

@Suite struct AggregationTests {
  @Test func binsShareTheirBorders() {
    let bins = ForegroundBin.paper
    #expect(bins.map(\.label) == ["0-5%", "5-15%", "15-100%", "0-100%"])
    #expect(bins.map { $0.contains(0.05) } == [true, true, false, true])
    #expect(bins.map { $0.contains(0.15) } == [false, true, true, true])
    #expect(bins.map { $0.contains(0) } == [true, false, false, true])
    #expect(bins.map { $0.contains(1) } == [false, false, true, true])
  }

  @Test func everyImageWeighsTheSame() {
    let result = EvaluationResult(
      method: "m", evaluation: .reference256,
      images: [
        Scene.image("B", "1_1_1.jpg", mse: 10, psnr: 20, ratio: 0.05), Scene.image("A", "2_1_1.jpg", mse: 20, psnr: 30),
        Scene.image("B", "3_1_1.jpg", mse: 60, psnr: 40, ratio: 0.6),
      ])
    #expect(result.subsetNames == ["B", "A"])
    #expect(result.subsets.map(\.means.mse) == [35, 20])
    #expect(result.all.means.mse == 30)
    #expect(result.all.means.psnr == 30)
    #expect(result.all.bins.map(\.means.n) == [1, 2, 1, 3])
    #expect(result.rows.map(\.name) == ["B", "A", "All"])
  }

  @Test func changeAgainstTheComposite() {
    let images = [
      Scene.image("A", "1.jpg", mse: 1, fmse: 30, composite: 100),
      Scene.image("A", "2.jpg", mse: 1, fmse: 50, composite: 60),
    ]
    #expect(SubsetSummary(name: "A", images: images).foregroundChange == -0.5)
    let unknown = [Scene.image("A", "1.jpg", mse: 1, fmse: 30, composite: 100), Scene.image("A", "2.jpg", mse: 1)]
    #expect(SubsetSummary(name: "A", images: unknown).foregroundChange == nil)
  }

  @Test func noImagesHaveNoMean() {
    let means = MetricMeans([])
    #expect(means.n == 0 && means.mse == nil && means.psnr == nil)
  }

  @Test func publishedFiguresStandBesideTheirProtocolOnly() {
    func report(_ evaluation: EvaluationSetting) -> String {
      EvaluationResult(
        method: "m", evaluation: evaluation, images: [Scene.image("HCOCO", "a.jpg", mse: 1, composite: 2)]
      ).textReport()
    }
    #expect(report(.reference256).contains("1 of HCOCO's 4283,\n  none of HAdobe5k"))
    #expect(report(.reference256).contains("iDIH256"))
    let native = report(.native)
    #expect(!native.contains("iDIH256") && native.contains("not comparable with native"))
    let whole = zip(PublishedResult.subsets, PublishedResult.testPictures).flatMap { subset, count in
      (0..<count).map { Scene.image(subset, "\($0)", mse: 1, composite: 2) }
    }
    let full = EvaluationResult(method: "m", evaluation: .reference256, images: whole)
    #expect(full.partOfPublished == nil && !full.textReport().contains("Not the published test set"))
  }

  @Test func publishedTablesAreConsistent() {
    let sizes = [4283.0, 2160, 828, 133]
    for source in PublishedSource.all {
      for row in source.results {
        let weighted = zip(sizes, row.values).map { $0 * $1.mse }.reduce(0, +) / 7404
        guard let all = row["all"] else {
          #expect(row.method == "composite" && row.values.count == 4)
          continue
        }
        // A slip in copying a number would show here: All is the mean over the test images.
        #expect(abs(weighted - all.mse) < 0.2, "\(row.method): \(weighted) \(all.mse)")
      }
    }
  }
}
