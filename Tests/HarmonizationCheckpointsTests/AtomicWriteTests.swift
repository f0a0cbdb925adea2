import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationCheckpoints

@Suite struct AtomicWriteTests {
  private func state(_ value: Float) throws -> StateDictionary {
    StateDictionary([("w", try CheckpointTensor([Float](repeating: value, count: 1000), shape: [1000]))])
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func replacesAFileAndLeavesNothingElse() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("w.safetensors").path
      try Checkpoint.write(state(1), to: path)
      let old = try Checkpoint.read(from: path)
      try Checkpoint.write(state(2), to: path)
      #expect(try Checkpoint.read(from: path) == state(2))
      #expect(try old == state(1), "a mapped file stays as it was when another one takes its name")
      #expect(try names(in: folder) == ["w.safetensors"])
    }
  }

  @Test func writesThroughLinks() throws {
    try withTemporaryFolder { folder in
      let link = folder.appendingPathComponent("link").path
      try Checkpoint.write(state(1), to: folder.appendingPathComponent("real").path)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real")
      try Checkpoint.write(state(2), to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real")
      #expect(try Checkpoint.read(from: folder.appendingPathComponent("real").path) == state(2))
    }
  }

  @Test(arguments: [0, 100, 2000])
  func aFullDiskLeavesThePreviousFile(room: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("w.safetensors").path
      try Checkpoint.write(state(1), to: path)
      var left = room
      let full: AtomicFile.Writer = { descriptor, bytes in
        guard left > 0 else {
          errno = ENOSPC
          return -1
        }
        let count = write(descriptor, bytes.baseAddress, min(left, bytes.count))
        left -= max(count, 0)
        return count
      }
      let error = try #require(throws: FileError.self) {
        try SafeTensors.write(state(2), to: AtomicFile(path, options: .synchronized, writer: full))
      }
      #expect(CheckpointError(writing: error).problem == .diskFull)
      #expect(try Checkpoint.read(from: path) == state(1))
      #expect(try names(in: folder) == ["w.safetensors"])
    }
  }

  @Test func reportsWhereItCannotWrite() throws {
    let state = try state(1)
    try withTemporaryFolder { folder in
      #expect(problem { try Checkpoint.write(state, to: folder.path) } == .isDirectory)
      let missing = folder.appendingPathComponent("missing/w.safetensors").path
      let error = try #require(throws: CheckpointError.self) { try Checkpoint.write(state, to: missing) }
      #expect(error.problem == .cannotWrite("its folder does not exist"))
      #expect(error.file == missing)
      #expect(try names(in: folder) == [])
    }
  }
}
