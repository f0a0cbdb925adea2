import Foundation
import HarmonizationSupport
import TestSupport
import Testing

import ImageHarmonization

@Suite("Lists of photos")
struct PhotoListTests {
  private static func read(_ bytes: [UInt8]) throws -> [Result<PhotoPair, PhotoList.BadLine>] {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "list.txt")
    return Array(try PhotoList(contentsOf: folder.file("list.txt")))
  }

  @Test("Lines end as on Unix and Windows, the last one needs no end, empty ones are passed over")
  func lines() throws {
    let entries = try Self.read(Array("a.jpg\tm.png\tout/a.jpg\r\n\nb c.jpg\tn.png\tb.png".utf8))
    let expected = [
      PhotoPair(photo: "a.jpg", mask: "m.png", name: "out/a.jpg"),
      PhotoPair(photo: "b c.jpg", mask: "n.png", name: "b.png"),
    ]
    #expect(entries == expected.map { .success($0) })
  }

  @Test("Names that are not UTF-8 keep their bytes")
  func bytes() throws {
    let entries = try Self.read([0x61, 0xE9, 0x09, 0x6D, 0x09, 0x6F, 0xE9, 0x0A])
    let pair = try #require(try entries.first?.get())
    #expect(FileName.bytes(of: pair.photo) == [0x61, 0xE9] && FileName.bytes(of: pair.name) == [0x6F, 0xE9])
  }

  @Test("A line that is none is named, and the others are read")
  func badLines() throws {
    let entries = try Self.read(Array("a\tb\tc\na\tb\n\t\t\na\tb\tc\td\nx\ty\tz\n".utf8))
    #expect(entries.count == 5)
    let failures = entries.compactMap { entry in
      if case .failure(let line) = entry { "\(line)" } else { nil }
    }
    #expect(failures.count == 3)
    for (failure, number) in zip(failures, [2, 3, 4]) {
      #expect(
        failure.hasSuffix(
          "list.txt, line \(number): a photo, its mask and the result's path are needed, separated by tabs"))
    }
  }

  @Test("A large list is read in pieces; a file without line ends does not fill the memory")
  func large() throws {
    let text = (0..<20_000).map { "photos/\($0).jpg\tmasks/\($0).png\tout/\($0).jpg\n" }.joined()
    let entries = try Self.read(Array(text.utf8))
    #expect(entries.count == 20_000)
    #expect(try entries.last?.get().name == "out/19999.jpg")
    let endless = try Self.read([UInt8](repeating: 0x61, count: 1 << 20))
    #expect(endless.count > 4 && endless.allSatisfy { (try? $0.get()) == nil })
  }

  @Test("A list that is not there, and a folder")
  func missing() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError(.notFound, path: folder.file("no.txt"))) {
      try PhotoList(contentsOf: folder.file("no.txt"))
    }
    let entries = Array(try PhotoList(contentsOf: folder.path))
    #expect(entries.count == 1)
    #expect(throws: PhotoList.BadLine.self) { try entries.first?.get() }
  }
}
