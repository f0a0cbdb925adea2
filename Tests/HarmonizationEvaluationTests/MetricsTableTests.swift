import Foundation
import TestSupport
import Testing

@testable import HarmonizationEvaluation

/// Figures of other programs beside our own.
@Suite struct MetricsTableTests {
  private let folder: TemporaryFolder
  private let ours = EvaluationResult(
    method: "ours", evaluation: .pctnet,
    images: [
      Scene.image("HFlickr", "f1_1_1.jpg", mse: 8, fmse: 80), Scene.image("HAdobe5k", "a2_1_1.jpg", mse: 4, fmse: 40),
    ])

  init() throws { folder = try TemporaryFolder() }

  private func table(_ lines: String..., name: String = "table.csv") throws -> MetricsTable {
    try folder.write(name, lines.joined(separator: "\n"))
    return try MetricsTable(csv: URL(fileURLWithPath: folder.file(name)))
  }

  @Test("A line for each image and method, by subset; others are left alone")
  func methods() throws {
    let table = try table(
      "subset,name,method,mse,psnr,fmse,width,height,mask_area",
      "HFlickr,f1_1_1,composite,100,28,1000,10,20,50", "HFlickr,f1_1_1,other,10,38,100,10,20,50",
      "HAdobe5k,a2_1_1,composite,50,31,500,10,20,20", "HCOCO,f1_1_1,other,1,48,1,10,20,50",
      "HDay2night,d3_1_1,other,9,38,90,10,20,50")
    let results = try table.results(on: ours)
    #expect(results.map(\.method) == ["composite", "other"])
    #expect(results.map(\.evaluation) == [.pctnet, .pctnet])
    #expect(results[0].images.map(\.name) == ["f1_1_1.jpg", "a2_1_1.jpg"])
    #expect(results[0].images.map(\.metrics.ratio) == [0.25, 0.1])
    #expect(results[1].images.map(\.metrics.mse) == [10])
    let comparison = try Comparison([ours] + results.prefix(1))
    let difference = try #require(comparison.entries[1].differences["All"]?[.fmse])
    #expect(difference.mean == (920 + 460) / 2.0 && difference.losses == 2)
    // What the table does not have is null in JSON, not a number.
    let json = String(decoding: try JSONEncoder().encode(comparison), as: UTF8.self)
    #expect(json.contains("\"fmae\":null"))
  }

  @Test("As PCT-Net's repository writes them: other cases and columns, named after the file")
  func published() throws {
    let table = try table(
      "Name,MSE,PSNR,fMSE,SE,SSIM,height,width,mask_area", "a2_1_1,3,42,30,9,0.99,20,10,40",
      "f1_1_1.jpg,5,41,50,9,\"tensor(0.9939, device='cuda:0')\",20,10,40", name: "evaluation_PCTNet_ViT.csv")
    let result = try #require(try table.results(on: ours).first)
    #expect(result.method == "PCTNet_ViT")
    #expect(result.images.map(\.metrics.psnr) == [41, 42])
    #expect(result.images.map(\.subset) == ["HFlickr", "HAdobe5k"])
    #expect(result.images.allSatisfy { $0.metrics.fmae.isNaN })
  }

  @Test("Our own CSV is one, too")
  func ownFile() throws {
    try folder.write("ours.csv", ours.csv)
    let result = try MetricsTable(csv: URL(fileURLWithPath: folder.file("ours.csv"))).results(on: ours)[0]
    #expect(result.method == "ours" && result.images.map(\.metrics) == ours.images.map(\.metrics))
  }

  @Test("What cannot be compared is an error that says where")
  func mistakes() throws {
    func reason(_ lines: String...) throws -> String {
      try folder.write("bad.csv", lines.joined(separator: "\n"))
      let error = #expect(throws: EvaluationError.self) {
        _ = try MetricsTable(csv: URL(fileURLWithPath: folder.file("bad.csv"))).results(on: ours)
      }
      return error?.description ?? ""
    }
    let heading = "name,mse,fmse,psnr"
    #expect(try reason("").contains("no column 'name'"))
    #expect(try reason("name,mse,psnr", "f1_1_1,1,40").contains("no column 'fmse'"))
    #expect(try reason(heading, "f1_1_1,1,10,40", "a2_1_1,x,10,40").contains("line 3"))
    #expect(try reason(heading, "f1_1_1,-1,10,40").contains("line 2"))
    #expect(try reason(heading, "f1_1_1,1,10").contains("line 2"))
    #expect(try reason(heading, "f1_1_1,1,10,40", "f1_1_1,1,10,40").contains("twice"))
    #expect(try reason(heading, "z_1_1,1,10,40").contains("no image"))
    #expect(throws: EvaluationError.self) { try MetricsTable(csv: URL(fileURLWithPath: folder.file("none.csv"))) }
  }

  @Test("PCT-Net's protocol leaves out errors of the background, and says so")
  func protocolOfPCTNet() throws {
    // Errors of 10 in the foreground, of 20 where the mask is one half, of 30 in the background.
    var prediction = Scene.plain(100)
    for (pixel, error) in [10, 20, 30, 0].enumerated() {
      for channel in 0..<3 { prediction.samples[3 * pixel + channel] = UInt8(100 + error) }
    }
    let mask = Scene.mask([1, 0.5])
    func metrics(_ evaluation: EvaluationSetting) throws -> ImageMetrics {
      try Prediction.levels(prediction).metrics(target: Scene.plain(100), mask: mask, evaluation: evaluation)
    }
    let (all, foreground) = (try metrics(.native255), try metrics(.pctnet))
    #expect(all.mse == 350 && foreground.mse == 75)
    #expect(all.fmse == foreground.fmse && abs(foreground.fmse - 200) < 1e-3)
    #expect(abs(foreground.psnr - 10 * log10(65025 / 75)) < 1e-6)
    let json = try JSONEncoder().encode([EvaluationSetting.pctnet, .native255])
    #expect(try JSONDecoder().decode([EvaluationSetting].self, from: json) == [.pctnet, .native255])
    #expect(EvaluationSetting.pctnet.summary.contains("foreground"))
  }
}
