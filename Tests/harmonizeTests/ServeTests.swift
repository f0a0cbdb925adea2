import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging
@testable import harmonize

@Suite("harmonize serve", .needsEngines)
struct ServeTests {
  init() throws { _ = try GeneratedWeights.path() }

  /// The tool as a server, with a folder of its own for temporary files.
  private final class Served {
    let folder: TemporaryFolder
    let temporary: TemporaryFolder
    let tool: Tool.Running
    let port: Int

    init(_ arguments: [String] = []) throws {
      (folder, temporary) = (try .withPhoto(), try TemporaryFolder())
      tool = try Tool.start(
        ["serve", "--port", "0"] + arguments, in: folder, environment: ["TMPDIR": temporary.path])
      var port: Int?
      for _ in 0..<600 where port == nil {
        Thread.sleep(forTimeInterval: 0.05)
        port = try tool.soFar().firstMatch(of: /http:.*:(\d+)\//).flatMap { Int($0.1) }
      }
      self.port = try #require(port)
    }

    func post(_ fields: [String: String], _ files: [String: String] = ["composite": "photo.png", "mask": "mask.png"])
      throws -> LocalClient.Answer
    {
      try LocalClient.post(
        to: port, "/api/v1/harmonize", fields: fields,
        files: try files.mapValues { ($0, try folder.data($0)) })
    }

    /// Ends it as a service manager does.
    func end() throws -> Tool.Result {
      tool.process.terminate()
      return try tool.wait()
    }
  }

  @Test("An answer has the bytes that the command line writes")
  func sameBytes() throws {
    let served = try Served()
    let folder = served.folder
    let cases: [(fields: [String: String], arguments: [String], file: String)] = [
      ([:], [], "photo_harmonized.png"),
      (["output": "jpeg", "quality": "90", "strength": "0.5"], ["--quality", "90", "--strength", "0.5"], "a.jpg"),
      (["output": "tiff", "only": "light", "flip": "true"], ["--only", "light", "--flip"], "b.tif"),
      (["output": "tiff", "flip": "false"], ["--no-flip"], "g.tif"),
      (["output": "webp", "lossless": "on"], ["--lossless"], "c.webp"),
      (["output": "ora", "method": "reinhard"], ["--method", "reinhard"], "d.ora"),
      (["output": "psd", "transfer": "lut", "feather": "1.5"], ["--transfer", "lut", "--feather", "1.5"], "e.psd"),
    ]
    for (fields, arguments, file) in cases {
      let answer = try served.post(fields)
      let own = try Tool.run(["photo", "photo.png", "mask.png", "-o", file] + arguments, in: folder)
      #expect(own.code == 0, "\(own.errors)")
      let expected = try folder.data(file)
      #expect(answer.status == 200 && Data(answer.body) == expected, "\(fields): \(answer.status)")
    }
    let made = try Tool.run(
      [
        "photo", "photo.png", "mask.png", "-o", "f.png", "--cube", "photo.cube", "--hald", "h.png", "--json",
        "photo.json",
      ],
      in: folder)
    #expect(made.code == 0)
    #expect(Data(try served.post(["output": "cube"]).body) == (try folder.data("photo.cube")))
    #expect(Data(try served.post(["output": "hald"]).body) == (try folder.data("h.png")))
    let look = try JSONSerialization.jsonObject(with: Data(served.post(["output": "look"]).body)) as? [String: Any]
    #expect(look?["cube"] as? String == String(decoding: try folder.data("photo.cube"), as: UTF8.self))
    let report = try JSONSerialization.jsonObject(with: folder.data("photo.json")) as? NSDictionary
    #expect(report != nil && look?["report"] as? NSDictionary == report)
    #expect(try served.end().code == 0)
    #expect(served.temporary.contents.filter { $0.hasPrefix("harmonize-server-") }.isEmpty)
  }

  @Test("A mask has the bytes that the command line writes, and its problems the words")
  func masks() throws {
    let served = try Served()
    let folder = served.folder
    try folder.write(TestPicture.object(width: 96, height: 72), to: "object.png")
    func post(_ fields: [String: String], _ files: [String: String]) throws -> LocalClient.Answer {
      try LocalClient.post(
        to: served.port, "/api/v1/mask", fields: fields, files: try files.mapValues { ($0, try folder.data($0)) })
    }
    let own = try Tool.run(["mask", "object.png", "--box", "10,8,76,56", "-o", "own.png"], in: folder)
    #expect(own.code == 0, "\(own.errors)")
    let answer = try post(["box": "10,8,76,56"], ["photo": "object.png"])
    let expected = try folder.data("own.png")
    #expect(answer.status == 200 && Data(answer.body) == expected, "\(answer.text.prefix(200))")
    #expect(answer.headers["content-type"] == "image/png")
    let cleaned = try Tool.run(["mask", "mask.png", "--clean", "-o", "clean.png"], in: folder)
    #expect(cleaned.code == 0)
    #expect(Data(try post(["clean": "true"], ["photo": "mask.png"]).body) == (try folder.data("clean.png")))
    let cases: [(status: Int, words: String, fields: [String: String], files: [String: String])] = [
      (400, "the file 'photo' is missing", ["box": "1,1,9,9"], [:]),
      (400, "say what the object is", [:], ["photo": "object.png"]),
      (400, "unknown field 'output'", ["output": "/tmp/x"], ["photo": "object.png"]),
      (400, "'strokes' must be a file", ["strokes": "/etc/passwd"], ["photo": "object.png"]),
      (422, "is not inside", ["box": "90,60,50,50"], ["photo": "object.png"]),
      (422, "no alpha", ["from-alpha": "1"], ["photo": "object.png"]),
    ]
    for (status, words, fields, files) in cases {
      let answer = try post(fields, files)
      #expect(answer.status == status && answer.text.contains(words), "\(fields): \(answer.status) \(answer.text)")
      #expect(!answer.text.contains(served.temporary.path) && !answer.text.contains("harmonize-server"))
    }
    _ = try served.end()
  }

  @Test("A cut-out is pasted as the command line pastes it")
  func pasting() throws {
    let served = try Served()
    var cutout = Scene.picture(40, 30, channels: 4)
    for pixel in 0..<cutout.width * cutout.height where pixel % 7 < 2 { cutout.samples[4 * pixel + 3] = 0 }
    try served.folder.write(cutout, to: "cutout.png")
    let answer = try served.post(
      ["at": "-5,20", "scale": "0.8"], ["foreground": "cutout.png", "background": "photo.png"])
    let own = try Tool.run(
      [
        "photo", "--foreground", "cutout.png", "--background", "photo.png", "--at=-5,20", "--scale", "0.8", "-o",
        "x.png",
      ],
      in: served.folder)
    #expect(own.code == 0, "\(own.errors)")
    let expected = try served.folder.data("x.png")
    #expect(answer.status == 200 && Data(answer.body) == expected, "\(answer.text.prefix(200))")
    _ = try served.end()
  }

  @Test("Problems have the command line's words, and no path of this machine")
  func problems() throws {
    let served = try Served(["--max-pixels", "100"])
    let folder = served.folder
    try folder.write("text.png", "hello")
    try folder.write(Scene.mask(48, 36), to: "small.png")
    try folder.write(Scene.flat(0), to: "black.png")
    // A picture of 1.6 gigapixels, as its header says.
    var huge = Array(try folder.data("photo.png"))
    huge.replaceSubrange(16..<24, with: [0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40])
    try folder.write(huge, to: "huge.png")
    let composite = ["composite": "photo.png", "mask": "mask.png"]
    let cases: [(status: Int, words: String, fields: [String: String], files: [String: String])] = [
      (400, "--strength must be between 0 and 2", ["strength": "3"], composite),
      (400, "unknown field 'json'", ["json": "/tmp/x"], composite),
      (400, "unknown field 'save-mask'", ["save-mask": "/tmp/x"], composite),
      (400, "output 'exe'", ["output": "exe"], composite),
      (400, "'composite' must be a file", ["composite": "/etc/passwd"], ["mask": "mask.png"]),
      (400, "name the mask", [:], ["composite": "photo.png"]),
      (400, "--foreground and --background go together", [:], ["foreground": "photo.png"]),
      (413, "pixels are more than the limit", [:], ["composite": "huge.png", "mask": "mask.png"]),
      (415, "text.png: cannot be used: it is text", [:], ["composite": "text.png", "mask": "mask.png"]),
      (422, "small.png is 48x36 but photo.png is 96x72", [:], ["composite": "photo.png", "mask": "small.png"]),
      (422, "black.png: the mask is empty", [:], ["composite": "photo.png", "mask": "black.png"]),
      (422, "there are no weights of this name", ["weights": "../../etc/passwd"], composite),
    ]
    for (status, words, fields, files) in cases {
      let answer = try served.post(fields, files)
      #expect(answer.status == status && answer.text.contains(words), "\(fields) \(files): \(answer.text)")
      #expect(!answer.text.contains(served.temporary.path) && !answer.text.contains("harmonize-server"))
    }
    _ = try served.end()
  }

  @Test("Paths become names, and other text stays")
  func paths() {
    #expect(ErrorAnswer.withoutPaths("/a/b/c d.png: no '/x/y.jpg' (in /z/) 3/4") == "c d.png: no 'y.jpg' (in ) 3/4")
  }

  @Test("A public address needs a token, and a port in use is explained")
  func addresses() throws {
    let served = try Served()
    let folder = served.folder
    let open = try Tool.run(["serve", "--host", "0.0.0.0", "--port", "0"], in: folder)
    #expect(open.code == 1 && open.errors.contains { $0.contains("--token") })
    let twice = try Tool.run(["serve", "--port", "\(served.port)"], in: folder)
    #expect(twice.code == 1 && twice.errors.contains { $0.contains("choose another --host or --port") })
    _ = try served.end()
  }
}
