import Foundation
import TestSupport
import Testing

@testable import ImageHarmonization

@Suite("Photos and masks in folders")
struct PhotoPairsTests {
  private static func folder(_ files: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for file in files { try folder.write(file, "") }
    return folder
  }

  private static func mask(of photo: String, in folder: TemporaryFolder) throws -> String? {
    let pairs = try PhotoPairs(in: [folder.path]).pairs
    return pairs.first { $0.name == photo }.map { URL(fileURLWithPath: $0.mask).standardized.path }
  }

  @Test("The rules, first to last")
  func rules() throws {
    let places = ["s/images/a_1_2_mask.png", "s/images/masks/a_1_2.png", "s/masks/a_1_2.png", "s/masks/a_1.png"]
    let folder = try Self.folder(["s/images/a_1_2.jpg"] + places)
    for place in places {
      #expect(try Self.mask(of: "s/images/a_1_2.jpg", in: folder) == folder.file(place))
      try FileManager.default.removeItem(atPath: folder.file(place))
    }
    let pairs = try PhotoPairs(in: [folder.path])
    #expect(pairs.pairs.isEmpty)
    let leftOut = try #require(pairs.leftOut.first)
    #expect(pairs.leftOut.count == 1 && leftOut.path == folder.file("s/images/a_1_2.jpg"))
    for name in ["a_1_2_mask.png", "a_1_2.jpg_mask.png", "masks/a_1_2.png"] { #expect(leftOut.reason.contains(name)) }
  }

  @Test("Masks of other formats", arguments: ["jpg", "jpeg", "tif", "tiff", "webp", "bmp", "gif"])
  func maskFormats(suffix: String) throws {
    let folder = try Self.folder(["x.png", "x_mask.\(suffix)"])
    #expect(try Self.mask(of: "x.png", in: folder) == folder.file("x_mask.\(suffix)"))
  }

  @Test("Masks, true pictures, hidden files and other files are no photos")
  func noPhotos() throws {
    let folder = try Self.folder([
      "x.jpg", "x_mask.png", "masks/y.png", "real_images/z.jpg", ".hidden.jpg", ".cache/w.jpg", "notes.txt", "v",
      ".x.jpg.1a.tmp",
    ])
    let found = try PhotoPairs(in: [folder.path])
    #expect(found.pairs.map(\.name) == ["x.jpg"])
    #expect(found.leftOut.isEmpty)
  }

  @Test("A photo that several folders hold is taken once; order does not depend on the file system")
  func duplicates() throws {
    let folder = try Self.folder(["a/x.jpg", "a/x_mask.png", "b/y.jpg", "b/y_mask.png", "a/c/z.jpg", "a/c/z_mask.png"])
    let found = try PhotoPairs(in: [folder.file("b/"), folder.file("a"), folder.file("a/c"), folder.file("b/../a")])
    #expect(found.pairs.map(\.name) == ["c/z.jpg", "x.jpg", "y.jpg"])
    #expect(found.pairs.map(\.photo) == [folder.file("a/c/z.jpg"), folder.file("a/x.jpg"), folder.file("b/y.jpg")])
  }

  @Test("The output folder is no input, unless it is what was named")
  func excluding() throws {
    let folder = try Self.folder([
      "in/x.jpg", "in/x_mask.png", "in/out/y.jpg", "in/out/y_mask.png", "in/output.jpg", "in/output_mask.png",
    ])
    let names = { (output: String) in
      try PhotoPairs(in: [folder.file("in")], excluding: folder.file(output)).pairs.map(\.name)
    }
    #expect(try names("in/out") == ["output.jpg", "x.jpg"])
    #expect(try names("in/../in/out/") == ["output.jpg", "x.jpg"])
    #expect(try names("in").count == 3)
    #expect(try names("").count == 3)
    #expect(try names("elsewhere").count == 3)
  }

  @Test("Shards are disjoint, together everything, and differ by one at most", arguments: [1, 2, 3, 7, 9])
  func shards(count: Int) throws {
    let folder = try Self.folder((0..<7).flatMap { ["\($0).jpg", "\($0)_mask.png"] })
    let found = try PhotoPairs(in: [folder.path])
    let shards = (1...count).map { Array(found.pairs.shard($0, of: count)) }
    #expect(shards.flatMap { $0 }.count == 7)
    #expect(Set(shards.flatMap { $0 }) == Set(found.pairs))
    #expect((shards.map(\.count).max() ?? 0) - (shards.map(\.count).min() ?? 0) <= 1)
  }

  @Test("Folders that cannot be read")
  func errors() throws {
    let folder = try Self.folder(["file.jpg"])
    #expect(throws: HarmonizationError.self) { try PhotoPairs(in: [folder.file("nowhere")]) }
    #expect(throws: HarmonizationError.self) { try PhotoPairs(in: [folder.file("file.jpg")]) }
  }
}
