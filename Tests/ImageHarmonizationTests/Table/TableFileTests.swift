import Foundation
import HarmonizationImaging
import HarmonizationPixels
import TestSupport
import Testing

@testable import ImageHarmonization

@Suite("Look-up table files")
struct TableFileTests {
  private static let table = ColourTable(size: 17) { SIMD3($0.x * 0.9 + 0.05, $0.y * $0.y, 0.7 * $0.z + 0.2 * $0.x) }

  private static func read(_ text: String, _ name: String = "look.cube") throws -> LookUpTable {
    let folder = try TemporaryFolder()
    try folder.write(name, text)
    return try LookUpTable(contentsOf: folder.file(name))
  }

  /// Lines of an identity of two nodes a side.
  private static let corners = (0..<8).map { "\($0 & 1) \($0 >> 1 & 1) \($0 >> 2)" }.joined(separator: "\n")

  @Test("A written .cube is as the specification wants it, and read again the same within its six decimals")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("look.cube")
    try Self.table.write(to: path, title: "A \"look\"\nof mine", comments: ["model x", "photo\ty"])
    let text = String(decoding: try folder.data("look.cube"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "TITLE \"A look of mine\"" && lines[1] == "# model x" && lines[2] == "# photo y")
    #expect(lines[3] == "LUT_3D_SIZE 17" && !text.contains("DOMAIN"))
    #expect(lines[4] == "0.050000 0.000000 0.000000")
    // Red changes fastest.
    #expect(lines[5] == "0.106250 0.000000 0.012500")
    #expect(lines.count == 4 + 17 * 17 * 17 + 1 && lines.last == "")
    let again = try ColourTable(contentsOf: path)
    #expect(zip(again.colours, Self.table.colours).allSatisfy { ($0 - $1).max() < 6e-7 && ($1 - $0).max() < 6e-7 })
    #expect(throws: (any Error).self) { try Self.table.write(to: path) }
    try ColourTable.identity.write(to: path, overwrite: true)
  }

  @Test("Values beyond 0...1 and what is not a number are written as the nearest that readers take")
  func limits() {
    let wild = ColourTable(size: 2) { _ in SIMD3(-1, 2, .nan) }
    #expect(wild.cubeText().hasSuffix("0.000000 1.000000 0.000000\n"))
  }

  @Test("Comments, empty lines, tabs, signs, exponents, all ends of lines and a mark of byte order are read")
  func dialects() throws {
    let body =
      "#c\r\nTITLE \"x y\"\r\n\r\nLUT_3D_SIZE 2\r\n" + Self.corners.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try Self.read("\u{FEFF}" + body) == .table(ColourTable(size: 2) { $0 }))
    let old = body.replacingOccurrences(of: "\r\n", with: "\r").replacingOccurrences(
      of: "1 1 1", with: "\t+1 1.0e0\t1E0 ")
    #expect(try Self.read(old) == .table(ColourTable(size: 2) { $0 }))
  }

  @Test("The domain is honoured, in three dimensions and in one")
  func domains() throws {
    let head = "DOMAIN_MIN 0.25 0 0\nDOMAIN_MAX 0.75 1 1\n"
    guard case .table(let table) = try Self.read(head + "LUT_3D_SIZE 2\n" + Self.corners) else {
      Issue.record("no table")
      return
    }
    #expect(table(SIMD3(0.5, 0.5, 0.5)) == SIMD3(0.5, 0.5, 0.5) && table(SIMD3(0.1, 0, 0)).x == 0)
    guard case .curves(let curves) = try Self.read("LUT_1D_SIZE 3\nLUT_1D_INPUT_RANGE -1 1\n0 0 0\n1 0 0\n0 0 1\n")
    else {
      Issue.record("no curves")
      return
    }
    #expect(curves.lower == .init(repeating: -1) && curves.values.count == 3)
  }

  @Test(
    "Hostile files are refused, with the line that is wrong",
    arguments: [
      ("", nil), ("TITLE \"x\"\n", 1), ("LUT_3D_SIZE 1\n", 1), ("LUT_3D_SIZE 130\n", 1),
      ("LUT_3D_SIZE 9999999999999999999\n", 1),
      ("LUT_3D_SIZE\n", 1), ("LUT_3D_SIZE two\n", 1), ("LUT_1D_SIZE 70000\n", 1), ("LUT_3D_SIZE 2\nLUT_1D_SIZE 2\n", 2),
      ("1 2 3\n", 1), ("LUT_3D_SIZE 2\n0 0\n", 2), ("LUT_3D_SIZE 2\n\n0 0 0 0\n", 3), ("LUT_3D_SIZE 2\n0 nan 0\n", 2),
      ("LUT_3D_SIZE 2\n0 inf 0\n", 2), ("LUT_3D_SIZE 2\n0 1e39 0\n", 2), ("LUT_3D_SIZE 2\n0 0x1 0\n", 2),
      ("LUT_3D_SIZE 2\n0,0,0\n", 2),
      ("LUT_3D_SIZE 2\nLUT_WHAT 2\n", 2), ("LUT_3D_SIZE 2\n0 0 0\nTITLE \"late\"\n", 3), ("LUT_3D_SIZE 2\n0 0 0\n", 2),
      ("DOMAIN_MAX 0 1 1\nLUT_3D_SIZE 2\n", 1), ("DOMAIN_MIN 0 0\n", 1), ("LUT_3D_INPUT_RANGE 1 0\n", 1),
      ("\u{0}\u{0}", nil),
    ] as [(String, Int?)])
  func hostile(text: String, line: Int?) {
    do {
      _ = try Self.read(text)
      Issue.record("was read")
    } catch let error as TableFileError {
      #expect(error.line == line, "\(error)")
      #expect(!error.description.contains("\n"))
    } catch { Issue.record("\(error)") }
  }

  @Test("More lines than the size needs, and fewer, are refused")
  func counts() {
    #expect(throws: TableFileError.self) { try Self.read("LUT_3D_SIZE 2\n\(Self.corners)\n0 0 0\n") }
    #expect(throws: TableFileError.self) { try Self.read("LUT_3D_SIZE 3\n\(Self.corners)\n") }
    #expect(throws: (any Error).self) { try ColourTable(contentsOf: "/nowhere/else.cube.txt.cube.x") }
  }

  @Test("Mutated tables are read or refused, and never more")
  func fuzz() throws {
    let folder = try TemporaryFolder()
    let start = Array("TITLE \"x\"\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\nLUT_3D_SIZE 2\n\(Self.corners)\n".utf8)
    var noise = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var bytes = start
      for _ in 0..<Int.random(in: 1...4, using: &noise) {
        let place = Int.random(in: 0..<bytes.count, using: &noise)
        if Bool.random(using: &noise) {
          bytes[place] = UInt8.random(in: 0...255, using: &noise)
        } else {
          bytes.remove(at: place)
        }
      }
      try folder.write(bytes, to: "look.cube")
      do { _ = try LookUpTable(contentsOf: folder.file("look.cube")) } catch is TableFileError {}
    }
  }
}

@Suite(
  "Hald pictures",
  .enabled(if: (try? ImagingLibrary.version()) != nil, "libvips is not installed; `make setup` does it"))
struct HaldPictureTests {
  @Test("Level 8 with 16 bits, and back; other levels and 8 bits are read")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let table = ColourTable(size: 64) { SIMD3($0.x * 0.9 + 0.05, $0.y * $0.y, 0.7 * $0.z + 0.2 * $0.x) }
    try table.write(to: folder.file("look.png"))
    let info = try Decoder().info(.file(folder.file("look.png")))
    #expect(info.width == 512 && info.height == 512 && info.depth == 16)
    let again = try ColourTable(contentsOf: folder.file("look.png"))
    #expect(again.size == 64)
    #expect(zip(again.colours, table.colours).allSatisfy { ($0 - $1).max() < 1e-5 && ($1 - $0).max() < 1e-5 })
    var small = Raster<UInt8>(width: 8, height: 8, channels: 3, repeating: 0)
    for (pixel, colour) in ColourTable(size: 4, { $0 }).colours.enumerated() {
      for channel in 0..<3 { small.samples[3 * pixel + channel] = UInt8(unit: colour[channel]) }
    }
    try Encoder().write(small, to: folder.file("small.png"))
    let identity = try ColourTable(contentsOf: folder.file("small.png"))
    #expect(identity.size == 4 && identity.changes.allSatisfy { $0.max() < 1e-6 && $0.min() > -1e-6 })
  }

  @Test("A picture of another shape, and a suffix that is no table's, are refused")
  func refusals() throws {
    let folder = try TemporaryFolder()
    try Encoder().write(Raster<UInt8>(width: 64, height: 63, channels: 3, repeating: 9), to: folder.file("no.png"))
    #expect(throws: TableFileError.self) { try ColourTable(contentsOf: folder.file("no.png")) }
    #expect(throws: TableFileError.self) { try ColourTable.identity.write(to: folder.file("no.jpg")) }
  }
}
