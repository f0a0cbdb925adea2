import Testing

@testable import HarmonizationOpenVINO

@Suite struct PrecisionTests {
  /// 1 + 2^-10 is exact in float32 and rounds to 1 in bfloat16.
  private func product(_ precision: Precision, _ core: Core) throws -> Float {
    let model = try core.compile(
      onnx: TinyONNX.model(weight: TinyONNX.identity.map { $0 * (1 + 0x1p-10) }),
      shapes: ["image": [64, 4], "mask": [64, 4]], options: CompileOptions(precision: precision))
    let ones = try FloatTensor(shape: [64, 4], values: Array(repeating: 1, count: 256))
    return try #require(try model.infer(["image": ones, "mask": ones])["images"]?.values.first)
  }

  @Test func float32IsExact() throws {
    #expect(try product(.f32, Core()) == 1 + 0x1p-10)
  }

  @Test func automaticIsTheFastPrecision() throws {
    let core = try Core()
    let resolved = try core.resolved(.auto)
    #expect(resolved == .f32 || resolved == .bf16)
    let model = try core.compile(onnx: TinyONNX.model())
    #expect(try model.property("INFERENCE_PRECISION_HINT") == resolved.rawValue)
    // Matrix units round the weight.
    #expect(try product(.auto, core) == (resolved == .bf16 ? 1 : 1 + 0x1p-10))
  }

  @Test(.needsTwoProcessors) func optionsReachTheEngine() throws {
    let options = CompileOptions(precision: .f32, hint: .throughput, streams: 2, threads: 2)
    let model = try Core().compile(onnx: TinyONNX.model(), options: options)
    #expect(try model.property("NUM_STREAMS") == "2")
    #expect(try model.property("INFERENCE_NUM_THREADS") == "2")
    #expect(try model.property("PERFORMANCE_HINT") == "THROUGHPUT")
    #expect(model.optimalRequestCount == 2)
  }

  @Test func devicesAreListedAndChosen() throws {
    let core = try Core()
    let available = try core.availableDevices
    #expect(core.device == "CPU")
    #expect(available.contains("CPU"))
    // AUTO runs on whatever there is, if this OpenVINO has its plugin.
    let input = try FloatTensor(shape: [1, 4], values: [1, 2, 3, 4])
    let expected = try core.compile(onnx: TinyONNX.model()).infer(["image": input, "mask": input])
    do {
      let model = try Core(device: "AUTO").compile(onnx: TinyONNX.model())
      #expect(try model.infer(["image": input, "mask": input]) == expected)
    } catch let error as OpenVINOError {
      #expect(error == .noSuchDevice("AUTO", available: available))
    }
  }

  @Test func unknownDeviceNamesThoseThatThereAre() throws {
    let available = try Core().availableDevices
    let error = #expect(throws: OpenVINOError.noSuchDevice("TPU", available: available)) { try Core(device: "TPU") }
    #expect(error.map { "\($0)" }?.contains("CPU") == true)
  }

  @Test func versionAndDeviceAreTold() throws {
    let core = try Core()
    #expect(try core.version.hasPrefix("20"))
    #expect(try !core.deviceName.isEmpty)
    #expect(try core.capabilities.contains("FP32"))
  }
}
