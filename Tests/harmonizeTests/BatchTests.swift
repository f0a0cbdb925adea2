import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging

@Suite("harmonize batch", .needsEngines)
struct BatchTests {
  init() throws { _ = try GeneratedWeights.path() }

  /// What the report says about a photo.
  private struct Report: Decodable {
    let photos: [Entry]
    let leftOut: [LeftOut]

    struct LeftOut: Decodable {
      let path, reason: String
    }

    struct Entry: Decodable {
      let photo, mask, output, state: String
      let reason: String?
    }
  }

  private static func report(_ folder: TemporaryFolder, _ name: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: folder.data(name))
  }

  /// `count` photos with masks beside them.
  private static func photos(_ count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<count {
      try folder.write(Scene.picture(64 + index, 48), to: "photos/p\(index).png")
      try folder.write(Scene.mask(64 + index, 48), to: "photos/p\(index)_mask.png")
    }
    return folder
  }

  @Test("Pairs by all rules, goes on after a bad file, lists it, and skips finished ones the next time")
  func rules() throws {
    let folder = try TemporaryFolder()
    let photo = Scene.picture()
    let pairs = [
      ("a.png", "a_mask.png"), ("b.png", "masks/b.png"), ("set/images/c.png", "set/masks/c.png"),
      ("HX/composite_images/d_1_2.png", "HX/masks/d_1.png"),
    ]
    for (name, mask) in pairs {
      try folder.write(photo, to: "in/" + name)
      try folder.write(Scene.mask(), to: "in/" + mask)
    }
    try folder.write(photo, to: "in/lonely.png")
    try folder.write(photo, to: "in/HX/real_images/d.png")
    try folder.write("<html></html>".utf8, to: "in/bad.png")
    try folder.write(Scene.mask(), to: "in/bad_mask.png")
    let command = ["batch", "in", "-o", "out", "--json", "report.json"]
    let first = try Tool.run(command, in: folder)
    #expect(first.code == 1)
    #expect(first.text.contains("4 written, 1 failed, 1 left out"))
    #expect(first.text.contains("in/bad.png: cannot be used: it is an HTML page"))
    let report = try Self.report(folder, "report.json")
    #expect(report.leftOut.map(\.path) == ["in/lonely.png"])
    #expect(report.photos.count == 5)
    for (name, mask) in pairs {
      let entry = try #require(report.photos.first { $0.photo == "in/" + name })
      #expect(entry.state == "written")
      #expect(URL(fileURLWithPath: folder.file(entry.mask)).standardized.path == folder.file("in/" + mask))
      #expect(changed(photo, try folder.bytes(entry.output), mask: Scene.mask())?.background == 0)
    }
    #expect(report.photos.first { $0.photo == "in/bad.png" }?.reason?.contains("HTML") == true)
    let second = try Tool.run(command, in: folder)
    #expect(second.code == 1)
    #expect(second.text.contains("0 written, 4 there already, 1 failed"))
    #expect(!folder.contents.contains { $0.hasSuffix(".tmp") })
  }

  @Test("Shards are disjoint and together everything; a share may be empty")
  func shards() throws {
    let folder = try Self.photos(3)
    var done: [String] = []
    for index in 1...4 {
      let result = try Tool.run(
        ["batch", "photos", "-o", "out", "--shard", "\(index)/4", "--json", "\(index).json"], in: folder)
      #expect(result.code == 0, "\(result.errors)")
      let report = try Self.report(folder, "\(index).json")
      #expect(report.photos.allSatisfy { $0.state == "written" })
      done += report.photos.map(\.photo)
    }
    #expect(done.sorted() == ["photos/p0.png", "photos/p1.png", "photos/p2.png"])
    for wrong in ["0/4", "5/4", "1", "a/b", "1/0"] {
      let result = try Tool.run(["batch", "photos", "-o", "out", "--shard", wrong], in: folder)
      #expect(result.code != 0)
      #expect(result.errors.count == 1 && result.errors[0].contains("--shard"), "\(result.errors)")
    }
  }

  @Test("Killed in the middle and started again: complete, and no stray files")
  func killed() throws {
    let count = 8
    let folder = try Self.photos(count)
    let running = try Tool.start(["batch", "photos", "-o", "out", "--jobs", "1"], in: folder)
    let deadline = Date(timeIntervalSinceNow: 60)
    while running.process.isRunning, !folder.exists("out/p0.png"), Date() < deadline { usleep(500) }
    kill(running.process.processIdentifier, SIGKILL)
    #expect(try running.wait().code == SIGKILL)
    let finished = folder.contents.filter { $0.hasPrefix("out/p") }
    #expect((1..<count).contains(finished.count))
    for name in finished { #expect(try folder.bytes(name) != nil) }
    // A file that was being written; wherever the signal fell, there is one now.
    try folder.write([0x89], to: "out/.p7.png.1a2b3c.tmp")
    try folder.write("mine".utf8, to: "out/.notes.tmp")
    let result = try Tool.run(["batch", "photos", "-o", "out"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.text.contains("\(count - finished.count) written, \(finished.count) there already"))
    let names = (0..<count).map { "out/p\($0).png" }
    #expect(folder.contents.filter { $0.hasPrefix("out/") } == ["out/.notes.tmp"] + names)
    for name in names { #expect(try folder.bytes(name) != nil) }
  }

  @Test("Another format for all; results that would meet are refused before anything is written")
  func format() throws {
    let folder = try Self.photos(1)
    let result = try Tool.run(["batch", "photos", "-o", "out", "--format", "webp"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    #expect(folder.exists("out/p0.webp"))
    try folder.write(Scene.picture(64, 48), to: "photos/p0.tif")
    let before = folder.contents
    let meeting = try Tool.run(["batch", "photos", "-o", "new", "--format", "jpg"], in: folder)
    #expect(meeting.code != 0)
    #expect(meeting.errors.count == 1)
    for part in ["photos/p0.png", "photos/p0.tif", "new/p0.jpg"] {
      #expect(meeting.errors.first?.contains(part) == true, "\(meeting.errors)")
    }
    #expect(folder.contents.filter { $0 != "new" } == before)
  }

  @Test("The output may lie in the input but not on it")
  func outputInside() throws {
    let folder = try Self.photos(2)
    // Results called like photos with masks would be picked up otherwise.
    try folder.write(Scene.mask(64, 48), to: "photos/masks/p0.png")
    for expected in ["2 written", "2 there already"] {
      let result = try Tool.run(["batch", "photos", "-o", "photos/out"], in: folder)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.text.contains(expected))
    }
    #expect(folder.contents.filter { $0.hasPrefix("photos/out/") } == ["photos/out/p0.png", "photos/out/p1.png"])
    let before = try folder.data("photos/p0.png")
    let same = try Tool.run(["batch", "photos", "-o", "photos/../photos", "--overwrite"], in: folder)
    #expect(same.code != 0)
    #expect(same.errors.count == 1 && same.errors[0].contains("another output folder"), "\(same.errors)")
    #expect(try folder.data("photos/p0.png") == before)
  }

  @Test("Folders without photos and folders that do not exist are named")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "empty/notes.txt")
    for (input, message) in [("empty", "no photo with a mask"), ("nowhere", "does not exist")] {
      let result = try Tool.run(["batch", input, "-o", "out"], in: folder)
      #expect(result.code != 0)
      #expect(result.errors.count == 1)
      #expect(result.errors.first?.contains(input) == true && result.errors.first?.contains(message) == true)
      #expect(!folder.exists("out"))
    }
  }

  // MARK: - Lists and clusters

  /// Three photos and a list of them, with a bad line between.
  private static func list() throws -> TemporaryFolder {
    let folder = try photos(3)
    let lines = (0..<3).map { "photos/p\($0).png\tphotos/p\($0)_mask.png\tdone/\($0)/p.png" }
    try folder.write((lines[..<1] + ["photos/p9.png"] + lines[1...]).joined(separator: "\n").utf8, to: "list.txt")
    return folder
  }

  @Test("A list: results where it says, a bad line is named, a second run finds everything there")
  func listed() throws {
    let folder = try Self.list()
    let command = ["batch", "--list", "list.txt", "-o", "out", "--json", "report.jsonl"]
    let first = try Tool.run(command, in: folder)
    #expect(first.code == 1)
    #expect(first.text.contains("3 written, 1 failed\nfailed: list.txt, line 2: "), "\(first.text)")
    #expect((0..<3).allSatisfy { folder.exists("out/done/\($0)/p.png") })
    try folder.write(folder.data("report.jsonl") + Data("{\"photo\": \"cut o".utf8), to: "report.jsonl")
    let second = try Tool.run(command, in: folder)
    #expect(second.text.contains("0 written, 3 there already, 1 failed"))
    let merged = try Tool.run(["report", "merge", "report.jsonl", "-o", "all.jsonl"], in: folder)
    #expect(merged.code == 1)
    #expect(merged.text.contains("4 photos: 3 written, 1 failed, 4 lines of repeated photos"), "\(merged.text)")
    #expect(merged.errors.contains { $0.contains("report.jsonl, line 5") })
    #expect(String(decoding: try folder.data("all.jsonl"), as: UTF8.self).split(separator: "\n").count == 4)
  }

  @Test("Array tasks of Slurm and indexed jobs of Kubernetes do their own part")
  func scheduled() throws {
    let folder = try Self.list()
    func run(_ variables: [String: String]) throws -> Tool.Result {
      try Tool.run(
        ["batch", "--list", "list.txt", "-o", "out", "--json", "report.jsonl"], in: folder, environment: variables)
    }
    for id in [10, 12] {
      let variables = ["ID": id, "MIN": 10, "MAX": 14, "STEP": 2, "COUNT": 3].map {
        ("SLURM_ARRAY_TASK_\($0)", "\($1)")
      }
      let result = try run(Dictionary(uniqueKeysWithValues: variables))
      #expect(result.errors.contains { $0.contains("part \((id - 10) / 2 + 1) of 3") }, "\(result.errors)")
    }
    let last = try run(["JOB_COMPLETION_INDEX": "2", "JOB_COMPLETIONS": "3"])
    #expect(last.code == 0, "\(last.errors)")
    #expect((0..<3).allSatisfy { folder.exists("out/done/\($0)/p.png") })
    let merged = try Tool.run(["report", "merge", "report.jsonl"], in: folder)
    #expect(merged.text.contains("4 photos: 3 written, 1 failed"), "\(merged.text)")
    for (wrong, part) in [
      (["JOB_COMPLETION_INDEX": "2"], "JOB_COMPLETIONS"), (["SLURM_ARRAY_TASK_ID": "1"], "SLURM_ARRAY_TASK_COUNT"),
      (["SLURM_ARRAY_TASK_ID": "x", "SLURM_ARRAY_TASK_COUNT": "3"], "'x'"),
    ] {
      let result = try run(wrong)
      #expect(result.code != 0)
      #expect(result.errors.count == 1 && result.errors[0].contains(part), "\(result.errors)")
    }
  }

  @Test("A result in the place of its photo, and options that do not go together")
  func listMistakes() throws {
    let folder = try Self.photos(1)
    try folder.write("photos/p0.png\tphotos/p0_mask.png\tphotos/../photos/p0.png\n".utf8, to: "list.txt")
    let before = try folder.data("photos/p0.png")
    let same = try Tool.run(["batch", "--list", "list.txt", "--overwrite"], in: folder)
    #expect(same.code == 1)
    #expect(same.text.contains("would take the place of"), "\(same.text)")
    #expect(try folder.data("photos/p0.png") == before)
    for wrong in [["photos", "--list", "list.txt"], ["-o", "out"], ["photos"], ["--list", "no.txt"]] {
      let result = try Tool.run(["batch"] + wrong, in: folder)
      #expect(result.code != 0 && result.errors.count == 1, "\(wrong): \(result.errors)")
    }
  }

  @Test("What is no report is named, and merges to nothing")
  func noReport() throws {
    let folder = try TemporaryFolder()
    try folder.write("x\n".utf8, to: "x.jsonl")
    for (name, part) in [("x.jsonl", "x.jsonl, line 1 is not a report's line"), ("no.jsonl", "no.jsonl")] {
      let result = try Tool.run(["report", "merge", name, "-o", "all.jsonl"], in: folder)
      #expect(result.code != 0)
      #expect(result.errors.count == 1 && result.errors[0].contains(part), "\(result.errors)")
      #expect(!folder.exists("all.jsonl"))
    }
  }

  // MARK: - Series

  @Test("Photos of a series get one change; the report says how far each is from it")
  func series() throws {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try folder.write(Scene.picture(64 + 8 * index, 48), to: "in/shoe-\(index).png")
      try folder.write(Scene.mask(64 + 8 * index, 48), to: "in/shoe-\(index)_mask.png")
    }
    func run(_ options: [String], _ output: String) throws -> Tool.Result {
      try Tool.run(
        ["batch", "in", "-o", output, "--transfer", "lut", "--json", "\(output).json"] + options, in: folder)
    }
    let result = try run(["--group-by", "prefix"], "together")
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.text.contains("series shoe: 3 photos"), "\(result.text)")
    // The middle of three is not each of them.
    #expect(try run([], "alone").code == 0)
    let differ = try (0..<3).contains { index in
      try folder.data("together/shoe-\(index).png") != folder.data("alone/shoe-\(index).png")
    }
    #expect(differ)
    // A share of the batch knows the whole series.
    #expect(try run(["--group-by", "folder", "--shard", "2/3"], "part").code == 0)
    #expect(try folder.data("part/shoe-1.png") == folder.data("together/shoe-1.png"))
    let list = try Tool.run(["batch", "--list", "x.txt", "--group-by", "folder"], in: folder)
    #expect(list.code != 0 && list.errors.count == 1)
  }
}
