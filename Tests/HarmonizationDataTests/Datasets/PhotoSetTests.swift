import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationData

@Suite("Photos with masks")
struct PhotoSetTests {
  private func photos() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in [
      "images/b.jpg", "images/a.png", "images/.hidden.jpg", "images/notes.txt", "masks/a.png", "masks/b.png",
    ] {
      try folder.write(name)
    }
    return folder
  }

  @Test("photos come in the order of their names, without composites")
  func order() throws {
    let folder = try photos()
    let set = try PhotoSet(folder: folder.url, decoder: sizedDecoder)
    #expect(set.entries.map(\.name) == ["a", "b"])
    let sample = try set.sample(at: 1)
    #expect(sample.name == "b" && sample.composite == nil)
  }

  @Test("labels come from a table")
  func labels() throws {
    let folder = try photos()
    try folder.write("labels.csv", "name,split,kind\na,train,cat\nz,train,dog\n")
    let labels = folder.url.appendingPathComponent("labels.csv")
    let set = try PhotoSet(folder: folder.url, labels: labels, decoder: sizedDecoder)
    #expect(set.category(at: 0) == "cat" && set.category(at: 1) == nil)
    try folder.write("labels.csv", "photo,class\n")
    let reason = "its header has no columns 'name' and 'category' (or 'kind')"
    #expect(throws: FileError(.unreadable(reason), path: labels.path)) {
      try PhotoSet(folder: folder.url, labels: labels, decoder: sizedDecoder)
    }
  }

  @Test("a missing mask, two photos of one name, no photos")
  func faults() throws {
    let folder = try photos()
    try folder.write("images/a.jpg")
    #expect(throws: DataError.self) { try PhotoSet(folder: folder.url, decoder: sizedDecoder) }
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent("images/a.jpg"))
    try folder.write("images/c.jpg")
    let error = #expect(throws: DataError.self) { try PhotoSet(folder: folder.url, decoder: sizedDecoder) }
    #expect(error?.description.contains("masks/c.png") == true)
    let empty = try TemporaryFolder()
    try empty.write("images/notes.txt")
    try empty.write("masks/a.png")
    #expect(throws: DataError.noSamples(path: empty.url.appendingPathComponent("images").path)) {
      try PhotoSet(folder: empty.url, decoder: sizedDecoder)
    }
  }

  @Test("several sets count as one")
  func combined() throws {
    let (a, b) = (MemorySource(count: 3), MemorySource(count: 2))
    let set = try CombinedSource([MemorySource(count: 0), a, MemorySource(count: 0), b, MemorySource(count: 0)])
    #expect(set.count == 5)
    for i in 0..<5 { #expect(try set.sample(at: i) == (i < 3 ? a.samples[i] : b.samples[i - 3])) }
    #expect(set.name(at: 3) == "s0")
    #expect(throws: DataError.self) { try set.sample(at: 5) }
    #expect(throws: DataError.self) { try CombinedSource([MemorySource(count: 0)]) }
  }
}
