import ArgumentParser
import HarmonizationEvaluation
import HarmonizationOpenVINO
import HarmonizationTorch
import ImageHarmonization

/// What runs a network, and how.
struct EngineOptions: ParsableArguments {
  /// The engines by the names of the command line.
  enum Engine: String, ExpressibleByArgument, CaseIterable {
    case openvino, torch
  }

  @Option(help: "What runs the network: openvino, or torch, which trains it (make setup-torch).")
  var engine = Engine.openvino

  @Option(
    help: ArgumentHelp(
      "Where it runs. openvino: CPU (the default) or, with a full OpenVINO in HARMONIZE_OPENVINO, GPU, GPU.1, NPU or AUTO. "
        + "torch: cpu, cuda, cuda:1 or mps, by default the best that there is.",
      valueName: "name"))
  var device: String?

  @Option(help: "Number format of the computation: auto takes bf16 if the CPU is faster with it.")
  var precision: HarmonizationOpenVINO.Precision = .auto

  @Option(help: ArgumentHelp("CPU threads for the network; all cores by default.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Compile the network anew instead of taking it from the cache.")
  var noCache = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024") }
    if engine == .torch, precision == .f16 {
      throw ValidationError("--engine torch computes in f32 or bf16; use --precision f32 or bf16")
    }
    if engine == .torch, let device, Device(device) == nil {
      throw ValidationError("torch has no device '\(device)'; use cpu, cuda, cuda:1 or mps")
    }
  }

  /// The library's form.
  ///
  /// - Throws: `TorchError` or ``Failure`` if torch or its device is missing; OpenVINO reports that when it makes an engine.
  func backend(_ hint: PerformanceHint = .latency) throws -> InferenceBackend {
    switch engine {
    case .openvino:
      .openVINO(
        InferenceOptions(
          device: device?.uppercased() ?? Core.defaultDevice, precision: precision, hint: hint, threads: threads,
          cache: noCache ? nil : .standard))
    case .torch: try torch()
    }
  }

  /// Notes what runs the network, and how.
  ///
  /// - Throws: `OpenVINOError` or `TorchError` if the engine is missing.
  func note(in provenance: inout Provenance) throws {
    (provenance.engine, provenance.threads) = (engine.rawValue, threads)
    switch engine {
    case .openvino:
      let core = try Core()
      (provenance.device, provenance.versions["openvino"]) = (
        (device ?? Core.defaultDevice).lowercased(), try core.version
      )
      provenance.precision = try core.resolved(precision).rawValue
    case .torch:
      provenance.device = try torchDevice().description
      (provenance.versions["libtorch"], provenance.threads) = (try TorchLibrary.version(), try TorchLibrary.threads())
      provenance.precision = precision == .bf16 ? "bf16" : "f32"
    }
  }

  private func torchDevice() throws -> Device {
    var options = try TorchOptions.parse([])
    options.device = device.flatMap { Device($0) }
    options.threads = threads
    let device = try options.prepare()
    if precision == .bf16, device == .cpu, BFloat16Support.processor == .emulated {
      StandardError.print("note: this processor emulates bfloat16, many times slower than float32")
    }
    return device
  }

  private func torch() throws -> InferenceBackend {
    let device = try torchDevice()
    let arithmetic: HarmonizationTorch.Precision = precision == .bf16 ? .mixedBFloat16 : .full
    return InferenceBackend { model, shape in
      let graph = try model.configuration.graph(height: shape.height, width: shape.width)
      return try TorchEngine(graph, weights: model.weights, shape: shape, device: device, precision: arithmetic)
    }
  }
}

extension HarmonizationOpenVINO.Precision: ExpressibleByArgument {}
