import Testing

@testable import HarmonizationCheckpoints

/// Every fixture holds exactly what PyTorch put into it.
@Suite struct FixtureTests {
  static let contents: [(file: String, expected: String)] = [
    ("plain_zip.pth", "expected.json"),
    ("plain_legacy.pth", "expected.json"),
    ("module_zip.pth", "expected_module.json"),
    ("module_legacy.pth", "expected_module.json"),
    ("module_zip_cuda.pth", "expected_module.json"),
    ("module_legacy_cuda.pth", "expected_module.json"),
    ("dataparallel_zip.pth", "expected_module.json"),
    ("training_zip.pth", "expected_module_after_step.json"),
  ]

  @Test(arguments: contents)
  func holdsTheExpectedTensors(file: String, expected: String) throws {
    let expected = try Fixture.expected(expected)
    let mapped = try Checkpoint.read(from: Fixture.url(file).path)
    #expect(Set(mapped.names) == Set(expected.keys))
    for (name, tensor) in mapped {
      let want = try #require(expected[name])
      #expect(tensor.dataType.rawValue == want.dtype, "\(name)")
      #expect(tensor.shape == want.shape, "\(name)")
      #expect(tensor.doubles() == want.values, "\(name)")
      #expect(tensor.floats() == want.values.map(Float.init), "\(name)")
      #expect(tensor.withFloats { Array($0) } == tensor.floats(), "\(name)")
    }
    #expect(try Checkpoint(bytes: Fixture.bytes(file)).state == mapped)
  }

  @Test func everyFixtureIsCovered() throws {
    let covered = Set(Self.contents.map(\.file) + ["parameter_zip.pth"])
    #expect(try Fixture.names().filter { !$0.hasPrefix("refused_") && !covered.contains($0) } == [])
  }

  @Test func keepsTheOrderOfTheFile() throws {
    let state = try Checkpoint.read(from: Fixture.url("module_legacy.pth").path)
    #expect(
      state.names == [
        "conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var",
        "norm.num_batches_tracked",
      ])
    #expect(state.elementCount == 108 + 4 * 5 + 1)
  }

  @Test func readsParameters() throws {
    let state = try Checkpoint.read(from: Fixture.url("parameter_zip.pth").path)
    #expect(state.names == ["parameter"])
    #expect(state["parameter"]?.dataType == .float32)
  }

  @Test func saysHowTheWeightsWereFound() throws {
    let training = try Checkpoint(path: Fixture.url("training_zip.pth").path)
    #expect(training.wrapper == "state_dict")
    #expect(training.state.metadata == ["epoch": "3", "best": "0.5"])
    #expect(try Checkpoint(path: Fixture.url("dataparallel_zip.pth").path).prefixes == ["module"])
    let plain = try Checkpoint(path: Fixture.url("plain_legacy.pth").path)
    #expect(plain.format == .torchLegacy && plain.wrapper == nil && plain.prefixes.isEmpty)
  }

  @Test func contiguousTensorsAreViewsOfTheFile() throws {
    let state = try Checkpoint.read(from: Fixture.url("plain_zip.pth").path)
    let file = try #require(state["encoder.block0.weight"]).view.storage
    #expect(file.bytes.count == (try Fixture.bytes("plain_zip.pth")).count)
    let rows = try #require(state["views.row_slice"])
    let whole = try #require(state["views.same_storage"])
    #expect(rows.view.storage === file && whole.view.storage === file)
    #expect(rows.view.offset == whole.view.offset + 6 * 4)
    #expect(try #require(state["views.transposed"]).view.storage !== file)
  }
}
