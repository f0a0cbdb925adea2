import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func theFileAppearsOnlyWhenItIsComplete() throws {
    let folder = try TemporaryFolder()
    try folder.write("a", "old")
    let file = try AtomicFile(folder.file("a"))
    try Array("new".utf8).withUnsafeBytes { try file.write($0) }
    #expect(try folder.data("a") == Data("old".utf8))
    #expect(folder.contents.count == 2)
    try file.commit()
    #expect(try folder.data("a") == Data("new".utf8))
    #expect(folder.contents == ["a"])
  }

  @Test func aFileThatIsNotFinishedGoesAway() throws {
    let folder = try TemporaryFolder()
    func abandon() throws {
      let file = try AtomicFile(folder.file("a"))
      try Array("half".utf8).withUnsafeBytes { try file.write($0) }
    }
    try abandon()
    #expect(folder.contents == [])
  }

  @Test(arguments: [AtomicFile.Options(), .synchronized, .keepsExisting])
  func aFullDiskLeavesNothing(options: AtomicFile.Options) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    func fill() throws {
      let file = try AtomicFile(path, options: options) { _, _ in
        errno = ENOSPC
        return -1
      }
      try [1, 2, 3].withUnsafeBytes { try file.write($0) }
      try file.commit()
    }
    #expect(throws: FileError(.noSpace, path: path)) { try fill() }
    #expect(folder.contents == [])
  }

  @Test func writesInPiecesArriveWhole() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    let file = try AtomicFile(folder.file("a")) { write($0, $1.baseAddress, min($1.count, 7)) }
    try bytes.withUnsafeBytes { try file.write($0) }
    try file.commit()
    #expect(try folder.data("a") == Data(bytes))
  }

  @Test func anExistingFileIsKeptAlsoIfItAppearsMeanwhile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    func lateCommit() throws {
      let file = try AtomicFile(path, options: .keepsExisting)
      try folder.write("a", "theirs")
      try file.commit()
    }
    #expect(throws: FileError(.exists, path: path)) { try lateCommit() }
    #expect(throws: FileError(.exists, path: path)) { try AtomicFile.write([1], to: path, options: .keepsExisting) }
    #expect(try folder.data("a") == Data("theirs".utf8))
    #expect(folder.contents == ["a"])
  }

  /// 80 characters of three bytes are 240 bytes: the file itself is legal, so its temporary file must be, too.
  @Test(arguments: [String(repeating: "調", count: 80) + ".jpg", String(repeating: "a", count: 255)])
  func longNamesWork(name: String) throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x".utf8, to: folder.file(name))
    #expect(folder.contents.map(\.precomposedStringWithCanonicalMapping) == [name])
  }

  @Test func linksAreWrittenThrough() throws {
    let folder = try TemporaryFolder()
    try folder.write("below/real", "old")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "below/real")
    try AtomicFile.write("new".utf8, to: folder.file("link"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "below/real")
    #expect(try folder.data("below/real") == Data("new".utf8))
  }

  @Test func whatCannotBeReplacedIsNamed() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("missing/a")
    #expect(throws: FileError(.isFolder, path: folder.path)) { try AtomicFile.write([1], to: folder.path) }
    #expect(throws: FileError(.folderMissing, path: missing)) { try AtomicFile.write([1], to: missing) }
    #expect(throws: FileError(.notRegular, path: "/dev/null")) { try AtomicFile.write([1], to: "/dev/null") }
    #expect(folder.contents == [])
  }

  @Test func abandonedFilesAreToldFromThoseOfTheLiving() throws {
    let folder = try TemporaryFolder()
    for name in [".a.1x.tmp", ".b.1x.tmp", ".a.tmp", "a.1x.tmp", ".a.1x.tmpx", ".a.?.tmp"] { try folder.write(name) }
    let living = try AtomicFile(folder.file("a"))
    #expect(AbandonedFiles().remove(of: folder.file("a")) == 1)
    #expect(!folder.exists(".a.1x.tmp") && folder.exists(".b.1x.tmp"))
    #expect(AtomicFile.removeAbandoned(in: folder.path) == 1)
    try living.commit()
    #expect(folder.contents == [".a.1x.tmpx", ".a.?.tmp", ".a.tmp", "a", "a.1x.tmp"])
  }
}
