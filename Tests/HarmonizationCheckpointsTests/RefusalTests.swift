import Foundation
import Testing

@testable import HarmonizationCheckpoints

/// What must be refused is refused with the reason and the remedy.
@Suite struct RefusalTests {
  private func refusal(_ file: String) throws -> CheckpointError {
    let path = try Fixture.url(file).path
    return try #require(throws: CheckpointError.self) { try Checkpoint.read(from: path) }
  }

  @Test(arguments: ["refused_code_zip.pth", "refused_code_legacy.pth"])
  func namesTheCodeAndRunsNothing(file: String) throws {
    let error = try refusal(file)
    #expect(error.problem == .executesCode(global: "posix.system"))
    #expect(error.description.contains(file) && error.description.contains("posix.system"))
    #expect(!FileManager.default.fileExists(atPath: "pth_was_executed"))
  }

  @Test func otherRefusedFixtures() throws {
    #expect(try refusal("refused_empty.pth").problem == .empty)
    #expect(try refusal("refused_html.pth").problem == .htmlPage)
    guard case .outOfBounds = try refusal("refused_storage_too_small_zip.pth").problem else {
      Issue.record("not out of bounds")
      return
    }
    for file in ["refused_truncated_legacy.pth", "refused_truncated_zip.pth"] {
      let error = try refusal(file)
      guard case .truncated = error.problem else {
        Issue.record("\(file): \(error)")
        continue
      }
      #expect(error.description.contains("Download it again"))
    }
  }

  @Test func everyRefusedFixtureIsRefused() throws {
    let refused = try Fixture.names().filter { $0.hasPrefix("refused_") }
    #expect(refused.count == 7)
    for file in refused { _ = try refusal(file) }
  }

  @Test func everyTruncationIsAnError() throws {
    for file in ["module_zip.pth", "module_legacy.pth"] {
      let bytes = try Fixture.bytes(file)
      for count in 0..<bytes.count {
        #expect(throws: CheckpointError.self) { try Checkpoint(bytes: Array(bytes[..<count])) }
      }
    }
  }

  @Test func recognisesWhatPeopleMistakeForCheckpoints() {
    func kind(_ text: String) -> CheckpointError.Problem? { problem { try Checkpoint(bytes: Array(text.utf8)) } }
    #expect(kind("\u{FEFF}\n  <HTML><head>") == .htmlPage)
    #expect(kind("version https://git-lfs.github.com/spec/v1\noid sha256:00\n") == .gitLFSPointer)
    #expect(kind("hello, I am a text") == .unrecognizedFormat)
    #expect(kind("GGUF....") == .otherFormat("a GGUF file"))
    #expect(problem { try Checkpoint(bytes: []) } == .empty)
    #expect(
      problem { try Checkpoint(bytes: [0x80, 2, 0x4B, 1, 0x2E]) }
        == .otherFormat("a Python pickle that torch.save did not write"))
  }

  /// `pickle.dump` of a state dictionary: whole, but only Python can make its tensors.
  @Test func pickledTensorsAreNotDamaged() {
    let pickle = PickleAssembler.dictionary("weight") {
      $0.global("torch._utils", "_rebuild_tensor_v2")
      $0.raw("(")
      $0.global("torch.storage", "_load_from_bytes")
      $0.raw("(")
      $0.text("the tensor's bytes")
      $0.raw("t")
      $0.raw("R")
      $0.integer(0)
      $0.integers([3])
      $0.integers([1])
      $0.raw("t")
      $0.raw("R")
    }
    let expected = CheckpointError.Problem.pythonObject(type: "torch.storage._load_from_bytes", key: "weight")
    #expect(
      problem { try Checkpoint(bytes: pickle) } == .otherFormat("a Python pickle that torch.save did not write"))
    #expect(problem { try Checkpoint(bytes: ZipAssembler.checkpoint(pickle, storages: [:])) } == expected)
  }

  @Test func missingFilesAndFolders() {
    let missing = problem { try Checkpoint.read(from: "/nonexistent/weights.pth") }
    #expect(missing == .cannotOpen("there is no such file"))
    #expect(problem { try Checkpoint.read(from: NSTemporaryDirectory()) } == .isDirectory)
    #expect(problem { try Checkpoint.read(from: "/dev/null") } != nil)
  }
}
