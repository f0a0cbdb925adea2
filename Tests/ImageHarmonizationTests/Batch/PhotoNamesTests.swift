import Foundation
import HarmonizationSupport
import HarmonizationImaging
import TestSupport
import Testing

@testable import ImageHarmonization

/// Names and folders as people have them.
@Suite("Names of photos and masks")
struct PhotoNamesTests {
  private static func found(_ files: [String], _ prepare: (TemporaryFolder) throws -> Void = { _ in }) throws
    -> PhotoPairs
  {
    let folder = try TemporaryFolder()
    for file in files { try folder.write(file, "") }
    try prepare(folder)
    return try PhotoPairs(in: [folder.path])
  }

  @Test(
    "Cameras' and people's ways of naming a mask",
    arguments: [
      ("IMG_1.JPG", "IMG_1_mask.PNG"), ("IMG_2.JPG", "IMG_2_MASK.png"), ("c.jpg", "c.jpg_mask.png"),
      ("d.jpg", "d.mask.png"),
      ("e.jpeg", "mask_e.png"), ("f.jpg", "f-mask.gif"), ("g.jpg", "Masks/g.png"), ("h.jpg", "masks/H.PNG"),
      ("i.jpg", "mask/i.bmp"),
      ("j.jpg", "masks/j.jpg.png"), ("images/k.jpg", "Masks/k.png"), ("venetian_mask.jpg", "venetian_mask_mask.png"),
      ("Se\u{F1}or_\u{E9}.jpg", "Sen\u{303}or_e\u{301}_mask.png"), ("l.jpg", "masks/l_mask.png"),
    ])
  func pairs(photo: String, mask: String) throws {
    let found = try Self.found([photo, mask])
    #expect(found.pairs.map(\.name) == [photo])
    #expect(found.pairs.first?.mask.hasSuffix(mask) == true)
    #expect(found.leftOut.isEmpty)
  }

  @Test("An exact name comes before one that differs in case")
  func exactFirst() throws {
    let found = try Self.found(["x.jpg", "X_MASK.png", "x_mask.png"])
    #expect(found.pairs.map { FileSystem.name(of: $0.mask) } == ["x_mask.png"])
  }

  @Test("Two spellings of one name are two photos, each with its own mask")
  func twins() throws {
    let (composed, decomposed) = ("Se\u{F1}or_\u{E9}", "Sen\u{303}or_e\u{301}")
    let found = try Self.found([composed, decomposed].flatMap { ["\($0).jpg", "\($0)_mask.png"] })
    #expect(found.pairs.count == 2)
    for pair in found.pairs {
      let stem = FileName.withoutSuffix(pair.name)
      #expect(FileName.bytes(of: FileSystem.name(of: pair.mask)) == FileName.bytes(of: stem + "_mask.png"))
    }
    #expect(Set(found.pairs).count == 2)
  }

  @Test("Names that are not UTF-8 are found and keep their bytes")
  func otherEncodings() throws {
    let latin = FileName.text([0x4D, 0x75, 0xF1, 0x6F, 0x7A])
    #expect(FileName.bytes(of: latin) == [0x4D, 0x75, 0xF1, 0x6F, 0x7A])
    let found = try Self.found([]) { folder in
      for suffix in [".jpg", "_mask.png"] {
        let made = FileName.withSystemPath("\(folder.path)/\(latin)\(suffix)") { creat($0, 0o666) }
        try #require(made >= 0)
        close(made)
      }
    }
    #expect(found.pairs.map { FileName.bytes(of: $0.name) } == [FileName.bytes(of: latin + ".jpg")])
  }

  @Test("Text and bytes of a name are one to one", arguments: [0, 1, 2, 3])
  func roundTrip(seed: UInt64) {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        [UInt8.random(in: 1...255, using: &generator), 0xF4, 0x8F, 0xBF, 0xC3, 0x2F].randomElement(using: &generator)
          ?? 1
      }
      #expect(FileName.bytes(of: FileName.text(bytes)) == bytes)
    }
  }

  @Test("Parts of paths, one character long or none too")
  func parts() {
    let cases = [
      ("-", ".", "-", "-", ""), ("a", ".", "a", "a", ""), ("", ".", "", "", ""), ("/", "/", "", "/", ""),
      ("/a", "/", "a", "/a", ""),
      ("a/b.jpg", "a", "b.jpg", "a/b", "jpg"), ("a.b/c", "a.b", "c", "a.b/c", ""), (".x", ".", ".x", ".x", ""),
      ("x.", ".", "x.", "x", ""), ("a/\u{301}b.c.D", "a", "\u{301}b.c.D", "a/\u{301}b.c", "D"),
    ]
    for (path, folder, last, stem, suffix) in cases {
      #expect(FileSystem.folder(of: path) == folder && FileSystem.name(of: path) == last, "\(path)")
      #expect(FileName.withoutSuffix(path) == stem && FileName.suffix(of: path) == suffix, "\(path)")
    }
  }

  @Test("Linked folders are followed once, circles end, and the folder may be a link itself")
  func links() throws {
    let folder = try TemporaryFolder()
    for file in ["disk/deep/h.jpg", "disk/deep/h_mask.png", "in/a.jpg", "in/a_mask.png"] { try folder.write(file, "") }
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.file("in/linked"), withDestinationPath: "../disk/deep")
    try manager.createSymbolicLink(atPath: folder.file("in/again"), withDestinationPath: "linked")
    try manager.createSymbolicLink(atPath: folder.file("disk/deep/up"), withDestinationPath: "../../in")
    try manager.createSymbolicLink(atPath: folder.file("top"), withDestinationPath: "disk")
    #expect(try PhotoPairs(in: [folder.file("in")]).pairs.map(\.name) == ["a.jpg", "again/h.jpg"])
    #expect(try PhotoPairs(in: [folder.file("top")]).pairs.map(\.name) == ["deep/h.jpg", "deep/up/a.jpg"])
    #expect(try PhotoPairs(in: [folder.file("top"), folder.file("disk"), folder.file("in")]).pairs.count == 2)
  }

  @Test("What is a picture and is not done is listed with the reason")
  func leftOut() throws {
    let found = try Self.found([
      "a.NEF", "b.dng", "c.psd", "d.bmp", "e_mask.bmp", "e.jpg", "f_mask.png", "g.txt", "h.jpg",
    ])
    let reasons = Dictionary(uniqueKeysWithValues: found.leftOut.map { (FileSystem.name(of: $0.path), $0.reason) })
    #expect(Set(reasons.keys) == ["a.NEF", "b.dng", "c.psd", "d.bmp", "f_mask.png", "h.jpg"])
    #expect(reasons["a.NEF"]?.contains("raw") == true && reasons["b.dng"]?.contains("develop") == true)
    #expect(reasons["f_mask.png"]?.contains("named like a mask") == true)
    #expect(reasons["h.jpg"]?.contains("h_mask.png") == true)
  }
}
