import Foundation
import Testing

@testable import HarmonizationEvaluation

@Suite struct ReportTests {
  private let result = EvaluationResult(
    method: "hrnet18s_idih256", evaluation: .reference256,
    images: [
      Scene.image("HCOCO", "1_1_1.jpg", mse: 10, fmse: 100, ratio: 0.05, composite: 200),
      Scene.image("HFlickr", "a,\"b\"_1_1.jpg", mse: 20, fmse: 50, ratio: 0.2, composite: 100),
    ],
    failures: [.init(subset: "HCOCO", name: "bad.jpg", message: "not an image")])

  private func temporary(_ name: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("evaluation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent(name)
  }

  @Test func jsonSchema() throws {
    let url = try temporary("result.json")
    defer { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
    try result.writeJSON(to: url)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    let subsets = try #require(root["subsets"] as? [String: [String: Any]])
    #expect(Set(subsets.keys) == ["HCOCO", "HFlickr"])
    for summary in Array(subsets.values) + [try #require(root["all"] as? [String: Any])] {
      for key in ["mse", "fmse", "psnr"] { #expect(summary[key] is Double) }
      #expect(summary["n"] is Int)
      let bins = try #require(summary["bins"] as? [String: [String: Any]])
      #expect(Set(bins.keys) == ["0-5%", "5-15%", "15-100%", "0-100%"])
    }
    let small = (subsets["HFlickr"]?["bins"] as? [String: [String: Any]])?["0-5%"]
    #expect(small?["n"] as? Int == 0 && small?["mse"] is NSNull)
    #expect((root["all"] as? [String: Any])?["fmse"] as? Double == 75)
    #expect((root["protocol"] as? [String: Any])?["name"] as? String == "reference256")
  }

  @Test func jsonRoundTrip() throws {
    let url = try temporary("result.json")
    defer { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
    try result.writeJSON(to: url)
    #expect(try EvaluationResult(json: url) == result)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path) == ["result.json"])
    for evaluation in EvaluationSetting.all {
      let data = try JSONEncoder().encode(evaluation)
      #expect(try JSONDecoder().decode(EvaluationSetting.self, from: data) == evaluation)
    }
  }

  @Test func jsonThatIsNone() throws {
    let url = try temporary("result.json")
    defer { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
    #expect(throws: EvaluationError.self) { try EvaluationResult(json: url) }
    for text in [
      "", "<html>", "[]", "{\"images\": 3}",
      "{\"method\": \"m\", \"protocol\": {\"name\": \"x\", \"peak\": \"7\"}, \"images\": []}",
    ] {
      try Data(text.utf8).write(to: url)
      #expect(throws: EvaluationError.self, "\(text)") { try EvaluationResult(json: url) }
    }
    try Data(
      String(decoding: try JSONEncoder().encode(result), as: UTF8.self).replacing("\"mse\":10", with: "\"mse\":1e300")
        .utf8
    )
    .write(to: url)
    #expect(throws: EvaluationError.self) { try EvaluationResult(json: url) }
    let nowhere = url.appendingPathComponent("below/a/file.json")
    #expect(throws: EvaluationError.self) { try result.writeJSON(to: nowhere) }
  }

  @Test func csvQuotesNames() {
    let lines = result.csv.components(separatedBy: "\r\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("subset,name,ratio,mse,fmse"))
    #expect(lines[1].hasPrefix("HCOCO,1_1_1.jpg,0.05,10.0,100.0"))
    #expect(lines[2].hasPrefix("HFlickr,\"a,\"\"b\"\"_1_1.jpg\",0.2,20.0,50.0"))
  }

  @Test func textFitsATerminal() {
    let long = EvaluationResult(
      method: String(repeating: "x", count: 60), evaluation: .reference256, images: result.images, failures: [])
    for report in [result.textReport(), long.textReport()] {
      for line in report.split(separator: "\n").dropFirst() { #expect(line.count <= 80, "\(line)") }
    }
    let text = result.textReport()
    #expect(text.contains("-50.0%"))
    #expect(text.contains("HCOCO/bad.jpg: not an image"))
    #expect(text.contains("IntrinsicHarmony"))
  }
}
