import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationOpenVINO

@Suite struct ErrorTests {
  private func ones(_ shape: [Int]) throws -> FloatTensor {
    try FloatTensor(shape: shape, values: Array(repeating: 1, count: shape.reduce(1, *)))
  }

  @Test func shapesThatCannotBeAreRefused() {
    for (shape, count) in [([2, 2], 3), ([-1, -4], 4), ([Int.max, 2], 0), ([Int.max / 2], 1)] {
      #expect(throws: OpenVINOError.invalidShape(name: "tensor", shape: shape, values: count)) {
        try FloatTensor(shape: shape, values: Array(repeating: 0, count: count))
      }
    }
  }

  @Test func inputsThatDoNotFitAreNamed() throws {
    let model = try Core().compile(onnx: TinyONNX.model())
    let good = try ones([1, 4])
    #expect(throws: OpenVINOError.missingInput("mask")) { try model.infer(["image": good]) }
    #expect(throws: OpenVINOError.unknownName("Mask", available: ["image", "mask"])) {
      try model.infer(["image": good, "mask": good, "Mask": good])
    }
    #expect(throws: OpenVINOError.shapeMismatch(name: "mask", expected: [-1, 4], actual: [1, 5])) {
      try model.infer(["image": good, "mask": ones([1, 5])])
    }
    // The model still works.
    #expect(try model.infer(["image": good, "mask": good])["images"]?.values == [1, 1, 1, 1])
  }

  /// On a single processor OpenVINO 2026.4 returns an empty tensor instead.
  @Test(.needsTwoProcessors) func inputsThatDoNotFitTogetherAreRefused() throws {
    let model = try Core().compile(onnx: TinyONNX.model())
    #expect(throws: OpenVINOError.self) { try model.infer(["image": ones([2, 4]), "mask": ones([3, 4])]) }
    #expect(try model.infer(["image": ones([1, 4]), "mask": ones([1, 4])])["images"]?.values == [1, 1, 1, 1])
  }

  @Test func modelsThatCannotBeReadSayWhy() throws {
    let core = try Core()
    let whole = TinyONNX.model()
    for bytes in [
      [], Array("not a model".utf8), Array(whole.prefix(whole.count / 2)), TinyONNX.model(operation: "Frobnicate"),
    ] {
      let error = #expect(throws: OpenVINOError.self) { try core.compile(onnx: bytes) }
      guard case .engineFailed(let operation, _, let message) = error else {
        Issue.record("unexpected \(String(describing: error))")
        continue
      }
      #expect(["read the model", "compile the model"].contains(operation))
      #expect(!message.isEmpty && !message.contains("\n"))
    }
    #expect(
      "\(try #require(#expect(throws: OpenVINOError.self) { try core.compile(onnx: TinyONNX.model(operation: "Frobnicate")) }))"
        .contains("Frobnicate"))
    #expect(throws: OpenVINOError.unsupportedElementType(name: "image")) {
      try core.compile(onnx: TinyONNX.model(elementType: 11))
    }
    #expect(throws: OpenVINOError.self) { try core.compile(onnx: whole, shapes: ["image": [1, 5]]) }
    #expect(throws: OpenVINOError.self) { try core.compile(onnx: whole, shapes: ["nobody": [1, 4]]) }
  }

  private func failure(folders: [String], names: [String] = []) -> OpenVINOError? {
    let places = folders.map { Installation.Place(folder: $0, origin: .installation) }
    if case .failure(let error) = Library.load(places, systemNames: names) { return error }
    return nil
  }

  @Test func missingLibraryNamesTheRemedy() throws {
    try withTemporaryFolder { folder in
      let error = try #require(failure(folders: [folder.path]))
      #expect(error == .libraryMissing(searched: [folder.path]))
      #expect(error.description.contains("make setup") && error.description.contains("HARMONIZE_OPENVINO"))
    }
    #expect(failure(folders: [], names: ["libnowhere.so"]) == .libraryMissing(searched: ["libnowhere.so"]))
  }

  @Test func wrongLibraryIsOneLine() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "libopenvino_c.so")
      try Data("hello".utf8).write(to: file)
      guard case .libraryUnusable(file.path, let reason) = failure(folders: [folder.path]) else {
        Issue.record("a text file was loaded")
        return
      }
      #expect(!reason.isEmpty && !reason.contains("\n"))
    }
    #if os(Linux)
      guard case .libraryUnusable("libm.so.6", let reason) = failure(folders: [], names: ["libm.so.6"]) else {
        Issue.record("libm was taken for OpenVINO")
        return
      }
      #expect(reason.contains("ov_get_error_info"))
    #endif
  }
}
