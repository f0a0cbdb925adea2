import Foundation
import ImageHarmonization
import TestSupport
import Testing

@testable import harmonize

@Suite("harmonize watch")
struct WatchTests {
  init() throws { _ = try GeneratedWeights.path() }

  @Test("Pairs are taken once, when both files are there and rest")
  func pairs() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.jpg")
    let now = Int(Date().timeIntervalSince1970)
    func look() throws -> PhotoPairs { try PhotoPairs(in: [folder.path]) }
    var watch = PairWatch(try look())
    #expect(watch.ready(try look(), now: now + 10).isEmpty)
    try folder.write("a_mask.png")
    #expect(watch.ready(try look(), now: now + 10).isEmpty, "it was not there at the last look")
    #expect(watch.ready(try look(), now: now - 10).isEmpty, "it may still be written")
    #expect(watch.ready(try look(), now: now + 10).map(\.name) == ["a.jpg"])
    #expect(watch.ready(try look(), now: now + 20).isEmpty)
    try folder.write("a_mask.png", "longer")
    #expect(watch.ready(try look(), now: now + 20).isEmpty)
    #expect(watch.ready(try look(), now: now + 20).map(\.name) == ["a.jpg"], "a corrected mask counts")
  }

  @Test("What appears is harmonized, until a signal comes", .needsEngines)
  func appearing() throws {
    let (folder, made) = (try TemporaryFolder(), try TemporaryFolder.withPhoto())
    try FileManager.default.createDirectory(atPath: folder.file("inbox"), withIntermediateDirectories: true)
    let tool = try Tool.start(["watch", "inbox", "-o", "done"], in: folder)
    try folder.write(try made.data("photo.png"), to: "inbox/x.png")
    try folder.write(try made.data("mask.png"), to: "inbox/x_mask.png")
    for _ in 0..<1200 where !folder.exists("done/x.png") { Thread.sleep(forTimeInterval: 0.05) }
    tool.process.terminate()
    let result = try tool.wait()
    #expect(result.code == 0 && result.text == "done/x.png\n", "\(result.errors)")
    #expect(folder.contents.filter { $0.hasPrefix("done/") } == ["done/x.png"])
  }
}
