import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@Suite struct FileTests {
  @Test func aMappedFileStaysAsItWas() throws {
    let folder = try TemporaryFolder()
    try folder.write("a", "old")
    let file = try MappedFile(folder.file("a"))
    try AtomicFile.write("new".utf8, to: folder.file("a"))
    #expect(withExtendedLifetime(file) { Array(file.bytes) } == Array("old".utf8))
    try folder.write("empty", "")
    #expect(try MappedFile(folder.file("empty")).bytes.isEmpty)
  }

  @Test func whatCannotBeMappedIsNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError(.notFound, path: folder.file("a"))) { try MappedFile(folder.file("a")) }
    #expect(throws: FileError(.isFolder, path: folder.path)) { try MappedFile(folder.path) }
    #expect(throws: FileError(.notRegular, path: "/dev/null")) { try MappedFile("/dev/null") }
  }

  @Test func foldersAreCreatedWithThoseAbove() throws {
    let folder = try TemporaryFolder()
    try FileSystem.createFolder(folder.file("a/b/c"))
    try FileSystem.createFolder(folder.file("a/b/c"))
    #expect(FileSystem.isFolder(folder.file("a/b/c")))
    try folder.write("file")
    #expect(throws: FileError.self) { try FileSystem.createFolder(folder.file("file/below")) }
    #expect(throws: FileError.self) { try FileSystem.createFolder(folder.file("file")) }
    #expect(Set(FileSystem.names(in: folder.path)) == ["a", "file"])
  }

  @Test(arguments: [("a/b", "a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("/a/b/", "/a/b", "")])
  func pathsHaveParts(path: String, folder: String, name: String) {
    #expect(FileSystem.folder(of: path) == folder)
    #expect(FileSystem.name(of: path) == name)
  }
}
