import Testing

@testable import HarmonizationCheckpoints

@Suite struct ZipTests {
  private let pickle = PickleAssembler.dictionary("weight") { $0.tensor(count: 3, shape: [3], strides: [1]) }
  private let storages = ["0": floatBytes([1, -2, 0.5])]

  @Test(arguments: [false, true])
  func readsArchivesWithAndWithoutZip64(isWide: Bool) throws {
    let checkpoint = try Checkpoint(bytes: ZipAssembler.checkpoint(pickle, storages: storages, isWide: isWide))
    #expect(checkpoint.format == .torchArchive)
    #expect(checkpoint.state["weight"]?.floats() == [1, -2, 0.5])
  }

  @Test func refusesCompressedAndEncryptedEntries() {
    for (method, flags, expected) in [
      (8, 0, CheckpointError.Problem.compressedEntry("a/data/0")), (0, 1, .unsupported("an encrypted archive")),
    ] as [(UInt16, UInt16, CheckpointError.Problem)] {
      var zip = ZipAssembler()
      zip.add("a/data.pkl", pickle)
      zip.add("a/data/0", floatBytes([1, 2, 3]), method: method, flags: flags)
      let bytes = zip.finished()
      #expect(problem { try Checkpoint(bytes: bytes) } == expected)
    }
  }

  @Test func refusesOtherArchives() {
    func refusal(_ entries: [(String, [UInt8])]) -> CheckpointError.Problem? {
      var zip = ZipAssembler()
      for (name, contents) in entries { zip.add(name, contents) }
      let bytes = zip.finished()
      return problem { try Checkpoint(bytes: bytes) }
    }
    #expect(refusal([("word/document.xml", [])]) == .otherFormat("a zip archive that torch.save did not write"))
    #expect(refusal([("a/data.pkl", pickle), ("a/constants.pkl", [])]) == .unsupported("a TorchScript program"))
    #expect(
      refusal([("a/data.pkl", pickle), ("a/byteorder", Array("big".utf8))])
        == .unsupported("a checkpoint of a big-endian machine"))
    #expect(
      refusal([("a/data.pkl", pickle), ("a/data.pkl", pickle)])
        == .corrupt("two archive entries of the name a/data.pkl"))
    #expect(refusal([("a/data.pkl", pickle)]) == .corrupt("no archive entry a/data/0"))
  }
}
