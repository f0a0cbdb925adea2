import Foundation
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging

/// Videos and folders of frames.
@Suite("Videos", .needsEngines)
struct VideoTests {
  init() throws { _ = try GeneratedWeights.path() }

  static let ffmpeg = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/ffmpeg" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 1...6 {
      try folder.write(Scene.picture().map { $0 &+ UInt8(index) }, to: "in/shot_\(index).png")
      try folder.write(index == 3 ? Scene.flat(0) : Scene.mask(), to: "masks/mask_\(index).png")
    }
    return folder
  }

  @Test("Frames: the background is kept bit for bit, a frame with an empty mask entirely, a bad one is named")
  func frames() throws {
    let folder = try Self.folder()
    try folder.write("x".utf8, to: "in/shot_5.png")
    let result = try Tool.run(["frames", "in", "--masks", "masks", "-o", "out"], in: folder)
    #expect(result.code == 1 && result.errors.contains { $0.contains("shot_5.png") }, "\(result.errors)")
    for index in [1, 2, 3, 4, 6] {
      let counts = try #require(
        changed(
          folder.bytes("in/shot_\(index).png"), folder.bytes("out/shot_\(index).png"), mask: Scene.mask()))
      #expect(counts.background == 0)
      #expect((counts.foreground > 0) == (index != 3))
    }
    #expect(!folder.exists("out/shot_5.png"))
  }

  @Test("A missing ffmpeg is one line")
  func missing() throws {
    let folder = try Self.folder()
    let result = try Tool.run(
      ["video", "in.mp4", "--mask", "masks", "-o", "out.mp4"], in: folder, environment: ["PATH": "/nowhere"])
    #expect(result.code != 0 && result.errors.count == 1 && result.errors[0].contains("FFmpeg"), "\(result.errors)")
  }

  @Test("A video with a folder of masks", .enabled(if: ffmpeg != nil, "ffmpeg is not installed"))
  func video() throws {
    let folder = try Self.folder()
    let make = try Process.run(
      URL(fileURLWithPath: #require(Self.ffmpeg)),
      arguments: [
        "-v", "error", "-framerate", "5", "-i", folder.file("in/shot_%d.png"), "-c:v", "mpeg4", "-q:v", "2",
        folder.file("in.mp4"),
      ])
    make.waitUntilExit()
    let result = try Tool.run(["video", "in.mp4", "--mask", "masks", "-o", "out.mp4"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: folder.file("out.mp4"))[.size] as? Int)
    #expect(size > 1000)
    #expect(!folder.contents.contains { $0.hasSuffix(".tmp") })
  }
}
