import Foundation
import TestSupport
import Testing

@testable import HarmonizationData

@Suite("iHarmony4 folders")
struct IHarmony4SubsetTests {
  /// A subset of three composites of two photos.
  private func subset(_ list: String = "a_1_1.jpg\na_1_2.jpg\r\n\nb_2_1.jpg\n") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["a_1_1", "a_1_2", "b_2_1"] { try folder.write("HTest/composite_images/\(name).jpg") }
    for name in ["a_1", "b_2"] { try folder.write("HTest/masks/\(name).png") }
    for name in ["a", "b"] { try folder.write("HTest/real_images/\(name).jpg") }
    try folder.write("HTest/HTest_train.txt", list)
    try folder.write("HTest/HTest_test.txt", "")
    return folder
  }

  private func open(_ folder: TemporaryFolder, _ split: Split = .train) throws -> IHarmony4Subset {
    try IHarmony4Subset(folder: folder.url.appendingPathComponent("HTest"), split: split, decoder: sizedDecoder)
  }

  @Test("names of mask and real picture follow from the composite's")
  func names() throws {
    let set = try open(try subset())
    #expect(set.count == 3 && set.name == "HTest")
    #expect(set.name(at: 1) == "HTest/a_1_2.jpg")
    #expect(set.entries[1].mask.hasSuffix("masks/a_1.png") && set.entries[1].real.hasSuffix("real_images/a.jpg"))
    let sample = try set.sample(at: 2)
    #expect(sample.composite != nil && sample.name == "HTest/b_2_1.jpg")
    #expect(throws: DataError.self) { try set.sample(at: 3) }
  }

  @Test("the only list of the split is found under another name; several are an error")
  func lists() throws {
    let folder = try subset()
    let (old, new) = (
      folder.url.appendingPathComponent("HTest/HTest_train.txt"),
      folder.url.appendingPathComponent("HTest/IHD_train.txt")
    )
    try FileManager.default.moveItem(at: old, to: new)
    #expect(try open(folder).count == 3)
    try folder.write("HTest/other_train.txt")
    #expect(throws: DataError.self) { try open(folder) }
  }

  @Test("an empty list, a missing list, a missing folder")
  func missing() throws {
    let folder = try subset()
    #expect(throws: DataError.noSamples(path: folder.url.appendingPathComponent("HTest/HTest_test.txt").path)) {
      try open(folder, .test)
    }
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent("HTest/HTest_test.txt"))
    #expect(throws: DataError.self) { try open(folder, .test) }
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent("HTest/masks"))
    #expect(throws: DataError.self) { try open(folder) }
  }

  @Test(
    "a missing picture is named, with the line that needs it",
    arguments: ["masks/a_1.png", "real_images/b.jpg", "composite_images/a_1_2.jpg"])
  func missingPicture(_ path: String) throws {
    let folder = try subset()
    let file = folder.url.appendingPathComponent("HTest").appendingPathComponent(path)
    try FileManager.default.removeItem(at: file)
    let error = #expect(throws: DataError.self) { try open(folder) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(file.path) && text.contains("HTest_train.txt, line"), "\(text)")
    // A mask that two composites share is missed by both.
    guard path.hasPrefix("masks") else { return }
    #expect(text.contains("2 of 3 samples cannot be used") && text.contains("HTest/a_1_1.jpg"), "\(text)")
    let kept = try IHarmony4Subset(
      folder: folder.url.appendingPathComponent("HTest"), split: .train, decoder: sizedDecoder, keepsProblems: true)
    #expect(kept.entries.map(\.name) == ["b_2_1.jpg"])
    #expect(kept.problems.map(\.name) == ["HTest/a_1_1.jpg", "HTest/a_1_2.jpg"])
  }

  @Test(
    "entries that are no composite's name are refused",
    arguments: ["../a_1_1.jpg", "a.jpg", "a_1.jpg", "_1_1.jpg", "a_1_1.gif", "sub/a_1_1.jpg"])
  func hostile(_ entry: String) throws {
    let folder = try subset("a_1_1.jpg\n\(entry)\n")
    let error = #expect(throws: DataError.self) { try open(folder) }
    guard case .invalidListEntry(_, let line, let named, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(line == 2 && named == entry)
  }

  @Test("pictures of different sizes are refused, naming both")
  func sizes() throws {
    let folder = try TemporaryFolder()
    try folder.write("HTest/composite_images/9x6_1_1.jpg")
    try folder.write("HTest/masks/9x6_1.png")
    try folder.write("HTest/real_images/9x6.jpg")
    try folder.write("HTest/HTest_train.txt", "9x6_1_1.jpg")
    #expect(try open(folder).sample(at: 0).target.width == 9)
    let other = PictureDecoder(rgb: sizedDecoder.rgb, mask: { _ in try sizedDecoder.mask("8x6.png") })
    let set = try IHarmony4Subset(folder: folder.url.appendingPathComponent("HTest"), split: .train, decoder: other)
    let error = #expect(throws: DataError.self) { try set.sample(at: 0) }
    #expect(error?.description.contains("masks/9x6_1.png: is 8x6 pixels, but") == true)
  }

  @Test("subsets are found below a root")
  func discovery() throws {
    let folder = try subset()
    #expect(try IHarmony4Subset.folders(under: folder.url).map(\.lastPathComponent) == ["HTest"])
    let inner = folder.url.appendingPathComponent("HTest")
    #expect(try IHarmony4Subset.folders(under: inner) == [inner])
    #expect(throws: DataError.self) { try IHarmony4Subset.folders(under: inner.appendingPathComponent("masks")) }
  }
}
