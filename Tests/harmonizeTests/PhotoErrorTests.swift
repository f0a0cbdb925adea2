import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

/// What goes wrong with a photo: an exit code, one line that names file and remedy, and nothing left behind.
@Suite("Errors of harmonize photo", .needsVips)
struct PhotoErrorTests {
  /// A command line, and what its one line on standard error must contain.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let message: [String]

    init(_ arguments: String, _ message: String...) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.message = message
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let mistakes = [
    Mistake("photo photo.png small.png", "small.png is 40x30 but photo.png is 96x72", "--resize-mask"),
    Mistake("photo photo.png black.png", "black.png", "empty", "black everywhere"),
    Mistake("photo photo.png white.png", "white.png", "covers the whole photo"),
    Mistake("photo photo.png mask.png --grow -60", "mask.png", "--grow"),
    Mistake("photo page.jpg mask.png", "page.jpg", "HTML page"),
    Mistake("photo photo.png page.jpg", "page.jpg", "HTML page"),
    Mistake("photo notes.txt mask.png", "notes.txt", "it is text"),
    Mistake("photo nothing.jpg mask.png", "nothing.jpg", "no such file"),
    Mistake("photo photo.png nothing.png", "nothing.png", "no such file"),
    Mistake("photo photo.png mask.png -o nowhere/result.png", "nowhere", "folder"),
    Mistake("photo photo.png mask.png -o result.xyz", "result.xyz", ".jpg"),
    Mistake("photo photo.png mask.png -o result.gif", "result.gif", ".jpg"),
    Mistake("photo photo.png mask.png --compare both.xyz", "both.xyz", ".jpg"),
    Mistake("photo photo.png mask.png -o a.png --compare a.png", "a.png", "two results"),
    Mistake("photo photo.png mask.png -o photo.png", "photo.png", "--overwrite"),
    Mistake("photo photo.png mask.png --strength 2.5", "--strength", "between 0 and 2"),
    Mistake("photo photo.png mask.png --strength nan", "--strength"),
    Mistake("photo photo.png mask.png --quality 0", "--quality", "1 and 100"),
    Mistake("photo photo.png mask.png --feather -1", "--feather"),
    Mistake("photo photo.png mask.png --transfer magic", "magic", "bilateral-grid"),
    Mistake("photo photo.png mask.png --method magic", "magic", "reinhard"),
    Mistake("photo photo.png mask.png --strenght 1", "--strenght", "--strength"),
    Mistake("photo photo.png", "mask", "photo.png"),
    Mistake("photo", "photo", "mask"),
    Mistake("photo - - -o x.png", "'-'"),
    Mistake("photo --foreground photo.png", "--background"),
    Mistake("photo --foreground photo.png --background photo.png -o x.png", "photo.png", "alpha"),
    Mistake("photo photo.png mask.png --at 1", "--at"),
    Mistake("photo photo.png mask.png --weights nothing.pth", "nothing.pth"),
    Mistake("photo photo.png mask.png --weights page.jpg", "page.jpg", "web page"),
    Mistake("photo photo.png mask.png --weights other.safetensors", "other.safetensors", "harmonize inspect"),
    Mistake("photo photo.png mask.png --weights other.safetensors --network hrnet", "hrnet", "harmonize networks"),
    Mistake(
      "transfer --composite photo.png --mask small.png --harmonized photo.png -o x.png", "small.png", "photo.png"),
  ]

  @Test(arguments: mistakes)
  func mistake(_ mistake: Mistake) throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Scene.mask(40, 30), to: "small.png")
    try folder.write(Scene.flat(0), to: "black.png")
    try folder.write(Scene.flat(255), to: "white.png")
    try folder.write("<!DOCTYPE html><html><body>404</body></html>".utf8, to: "page.jpg")
    try folder.write("some notes".utf8, to: "notes.txt")
    try OtherWeights.write(to: folder.file("other.safetensors"))
    let before = folder.contents
    let needsWeights = mistake.arguments.contains("--weights")
    let method = needsWeights || mistake.arguments.contains("--method") || mistake.arguments[0] != "photo"
    let result = try Tool.run(mistake.arguments + (method ? [] : ["--method", "reinhard"]), in: folder)
    #expect(result.code != 0)
    #expect(result.errors.count == 1, "\(result.errors)")
    let line = result.errors.first ?? ""
    #expect(line.hasPrefix("Error: "))
    for part in mistake.message { #expect(line.contains(part), "\(line)") }
    #expect(!line.contains("the mask is \(Scene.width)"))
    #expect(result.output.isEmpty)
    #expect(folder.contents == before)
  }

  @Test("A JPEG that is cut off", arguments: [0.3, 0.9])
  func truncated(share: Double) throws {
    let folder = try TemporaryFolder.withPhoto()
    let bytes = try Encoder().bytes(of: Scene.picture(), as: .jpeg)
    try folder.write(bytes.prefix(Int(Double(bytes.count) * share)), to: "cut.jpg")
    let before = folder.contents
    let result = try Tool.run(["photo", "cut.jpg", "mask.png", "--method", "reinhard", "-o", "x.png"], in: folder)
    #expect(result.code != 0)
    #expect(result.errors.count == 1)
    #expect(result.errors.first?.contains("cut.jpg") == true && result.errors.first?.contains("damaged") == true)
    #expect(folder.contents == before)
  }

  @Test("A foreground that no network can see")
  func tiny() throws {
    let folder = try TemporaryFolder()
    try folder.write(Scene.picture(1600, 1200), to: "photo.png")
    var mask = Raster<UInt8>(width: 1600, height: 1200, channels: 1, repeating: 0)
    mask.samples[1600 * 600 + 801] = 1
    try folder.write(mask, to: "dot.png")
    let result = try Tool.run(["photo", "photo.png", "dot.png", "--method", "reinhard"], in: folder)
    #expect(result.code != 0)
    #expect(result.errors.count { $0.hasPrefix("Error:") } == 1)
    #expect(result.errors.last?.contains("dot.png: the foreground is too small") == true, "\(result.errors)")
  }
}
