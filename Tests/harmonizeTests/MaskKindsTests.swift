import Foundation
import HarmonizationSupport
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging

/// Masks as people have them give the result of the plain mask, and say so.
@Suite("Kinds of masks", .needsVips)
struct MaskKindsTests {
  private static let hard = Scene.mask().map { $0 > 127 ? UInt8(255) : 0 }

  private static func colours(_ channels: Int, _ pixel: (Int) -> [UInt8]) -> Raster<UInt8> {
    Raster(
      width: Scene.width, height: Scene.height, channels: channels,
      unchecked: (0..<Scene.width * Scene.height).flatMap(pixel))
  }

  private static func run(
    _ folder: TemporaryFolder, _ mask: String, _ options: String = "", output: String = "x.png"
  ) throws -> Tool.Result {
    try Tool.run(
      ["photo", "photo.png", mask, "--method", "reinhard", "-o", output, "--overwrite"]
        + options.split(separator: " ").map(String.init), in: folder)
  }

  /// The mean change of the object, in levels.
  private static func change(_ folder: TemporaryFolder, _ output: String = "x.png") throws -> Double {
    let (before, after) = (Scene.picture(), try #require(try folder.bytes(output)))
    let inside = hard.samples.indices.filter { hard.samples[$0] > 0 }.flatMap { [3 * $0, 3 * $0 + 1, 3 * $0 + 2] }
    return Double(inside.reduce(0) { $0 + abs(Int(before.samples[$1]) - Int(after.samples[$1])) })
      / Double(inside.count)
  }

  @Test("Labels, JPEG masks and cut-outs change the object as the plain mask does")
  func kinds() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Self.hard, to: "hard.png")
    #expect(try Self.run(folder, "hard.png").errors == [])
    let plain = try Self.change(folder)
    #expect(plain > 3)
    let picture = Scene.picture()
    func cutout(_ index: Int) -> [UInt8] {
      Array(picture.samples[3 * index..<3 * index + 3]) + [Self.hard.samples[index]]
    }
    let kinds: [(String, Raster<UInt8>, String?)] = [
      ("label1.png", Self.hard.map { $0 / 255 }, "labels"), ("label38.png", Self.hard.map { $0 / 255 * 38 }, "labels"),
      ("lifted.png", Self.hard.map { $0 > 0 ? 252 : 3 }, nil), ("mask.jpg", Self.hard, nil),
      ("cutout.png", Self.colours(4, cutout), "cut-out"),
      ("black.png", Self.colours(4) { [0, 0, 0, Self.hard.samples[$0]] }, "cut-out"),
      ("red1.png", Self.colours(3) { [Self.hard.samples[$0] / 255, 0, 0] }, "labels"),
      ("palette.png", Self.colours(3) { [Self.hard.samples[$0] / 255 * 128, 0, 0] }, "labels"),
    ]
    for (name, mask, note) in kinds {
      try folder.write(mask, to: name)
      let result = try Self.run(folder, name)
      #expect(result.code == 0, "\(name): \(result.errors)")
      #expect(abs(try Self.change(folder) - plain) < 0.1 * plain, "\(name)")
      if let note {
        #expect(result.errors.contains { $0.hasPrefix("note: \(name)") && $0.contains(note) }, "\(result.errors)")
      }
    }
  }

  @Test("Empty masks are refused with what they contain")
  func empty() throws {
    let folder = try TemporaryFolder.withPhoto()
    let picture = Scene.picture()
    let kinds: [(String, Raster<UInt8>, String, String)] = [
      ("black.png", Scene.flat(0), "", "black everywhere"), ("seven.png", Scene.flat(7), "", "value 7"),
      ("clear.png", Self.colours(4) { Array(picture.samples[3 * $0..<3 * $0 + 3]) + [0] }, "", "transparent"),
      ("white.png", Scene.flat(255), "--invert-mask", "--invert-mask"),
    ]
    for (name, mask, options, text) in kinds {
      try folder.write(mask, to: name)
      let result = try Self.run(folder, name, options)
      #expect(result.code == 1 && result.errors.contains { $0.contains(name) && $0.contains(text) }, "\(result.errors)")
      #expect(!folder.exists("x.png"))
    }
  }

  @Test("A mask that is black where the object is")
  func inverted() throws {
    let folder = try TemporaryFolder.withPhoto()
    var mask = Scene.flat(255)
    for y in 30..<40 { for x in 40..<50 { mask.samples[y * Scene.width + x] = 0 } }
    try folder.write(mask, to: "inverted.png")
    let result = try Self.run(folder, "inverted.png")
    #expect(result.errors.contains { $0.contains("inverted.png") && $0.contains("--invert-mask") }, "\(result.errors)")
  }

  @Test("Transparent areas of a photo: hidden colours change nothing, and JPEG gets a colour behind them")
  func transparency() throws {
    let folder = try TemporaryFolder.withPhoto()
    let picture = Scene.picture()
    func photo(_ hidden: [UInt8]) -> Raster<UInt8> {
      Self.colours(4) { index in
        index % Scene.width < 24 ? hidden + [0] : Array(picture.samples[3 * index..<3 * index + 3]) + [255]
      }
    }
    var visible: [[UInt8]] = []
    for (name, hidden) in [("green.png", [0, 255, 0]), ("black.png", [0, 0, 0])] as [(String, [UInt8])] {
      try folder.write(photo(hidden), to: name)
      let result = try Tool.run(["photo", name, "mask.png", "--method", "reinhard", "-o", "r-\(name)"], in: folder)
      #expect(result.code == 0 && result.errors == [])
      let samples = try #require(try folder.bytes("r-\(name)")).samples
      visible.append(
        stride(from: 0, to: samples.count, by: 4).filter { samples[$0 + 3] > 0 }.flatMap { samples[$0..<$0 + 3] })
    }
    #expect(visible[0] == visible[1])
    for (option, expected) in [([], 255), (["--flatten", "#ff0000"], 255), (["--flatten", "black"], 0)]
      as [([String], Int)]
    {
      let result = try Tool.run(
        ["photo", "green.png", "mask.png", "--method", "reinhard", "-o", "flat.jpg", "--overwrite"] + option, in: folder
      )
      #expect(result.code == 0 && result.errors.contains { $0.contains("--flatten") }, "\(result.errors)")
      #expect(abs(Int(try #require(try folder.bytes("flat.jpg")).samples[0]) - expected) < 8)
    }
  }
}

/// Names, arguments and pipes that once ended in a trap or hung.
@Suite("Names and arguments", .needsEngines)
struct ArgumentTests {
  init() throws { _ = try GeneratedWeights.path() }

  @Test("A report on standard output, and nothing else there")
  func reportOnStandardOutput() throws {
    let folder = try TemporaryFolder()
    try folder.write(Scene.picture(), to: "p/a.png")
    try folder.write(Scene.mask(), to: "p/a_mask.png")
    let result = try Tool.run(["batch", "p", "-o", "o", "--json", "-"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let report = try JSONSerialization.jsonObject(with: result.output) as? [String: Any]
    #expect((report?["photos"] as? [Any])?.count == 1)
    #expect(result.errors.contains { $0.contains("1 written") })
    #expect(!folder.exists("-"))
  }

  @Test(
    "Output names of one character, and odd ones",
    arguments: ["-", "r", "é", ".", "..", "/", "", "r/", "//", "a\u{301}", "-x"])
  func shortNames(name: String) throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Scene.picture(), to: "p/a.png")
    try folder.write(Scene.mask(), to: "p/a_mask.png")
    let commands = [
      ["batch", "p", "-o", "o", "--json=\(name)"],
      ["photo", "photo.png", "mask.png", "--method", "reinhard", "--output=\(name)"],
      ["photo", "photo.png", "mask.png", "--method", "reinhard", "-o", "x.png", "--overwrite", "--compare=\(name)"],
    ]
    for command in commands {
      let result = try Tool.run(command, in: folder)
      #expect([0, 1, 64].contains(result.code), "\(command): \(result.code) \(result.errors)")
    }
  }

  @Test("A pipe as photo and as mask")
  func pipes() throws {
    let folder = try TemporaryFolder.withPhoto()
    for name in ["photo.png", "mask.png"] {
      #expect(mkfifo(folder.file("pipe-\(name)"), 0o666) == 0)
      let (source, target) = (folder.file(name), folder.file("pipe-\(name)"))
      Thread.detachNewThread {
        guard let data = FileManager.default.contents(atPath: source) else { return }
        try? FileHandle(forWritingAtPath: target)?.write(contentsOf: data)
      }
    }
    let result = try Tool.run(
      ["photo", "pipe-photo.png", "pipe-mask.png", "--method", "reinhard", "-o", "x.png"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let unnamed = try Tool.run(
      ["photo", "/dev/stdin", "mask.png", "--method", "reinhard"], in: folder, input: folder.data("photo.png"))
    #expect(unnamed.code == 0 || unnamed.errors.contains { $0.contains("-o") }, "\(unnamed.errors)")
  }

  @Test("Long names, and names that are not UTF-8")
  func names() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "写", count: 80)
    try folder.write(Scene.picture(), to: "p/\(long).png")
    try folder.write(Scene.mask(), to: "p/masks/\(long).png")
    let latin = FileName.text([0x4D, 0x75, 0xF1, 0x6F, 0x7A])
    for (suffix, raster) in [(".png", Scene.picture()), ("_mask.png", Scene.mask())] {
      let bytes = try Encoder().bytes(of: raster, as: .png)
      let file = try #require(FileName.withSystemPath(folder.file("p/\(latin)\(suffix)")) { fopen($0, "wb") })
      #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
      fclose(file)
    }
    let result = try Tool.run(["batch", "p", "-o", "o"], in: folder)
    #expect(result.code == 0, "\(result.text) \(result.errors)")
    #expect(folder.exists("o/\(long).png"))
    #expect(FileSystem.exists(folder.file("o/\(latin).png")))
    #expect(try FolderListing(folder.file("o")).entries.count == 2)
  }

  @Test("Random arguments end in an exit code, never in a trap")
  func fuzz() throws {
    let folder = try TemporaryFolder.withPhoto()
    let words = [
      "photo", "batch", "transfer", "inspect", "networks", "convert", "average", "export", "photo.png", "mask.png", "-",
      "--", "-o",
      "--json", "--at", "--scale", "--grow", "--feather", "--strength", "--shard", "--format", "--foreground",
      "--background", "-w",
      "--resize-mask", "--flatten", "--compare", "0", "1", "-1", "1/0", "1/2", "9999999999999999999", "nan", "inf",
      "-0", "1,2", ",",
      "x.png", "x", "", " ", "é", "a\u{301}", "😀", "%s", "'", "\n", "--help", "--version", "jpeg", "#fff", "1e400",
      "--quality",
    ]
    let runs = ProcessInfo.processInfo.environment["HARMONIZE_FUZZ"].flatMap(Int.init) ?? 40
    var state: UInt64 = 7
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    for _ in 0..<runs {
      let arguments = (0...random(7)).map { _ in words[random(words.count)] }
      let result = try Tool.run(arguments, in: folder)
      #expect([0, 1, 64].contains(result.code), "\(arguments) ended with \(result.code): \(result.errors)")
    }
  }
}
