import ArgumentParser
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationTraining
import ImageHarmonization
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationOpenVINO
import HarmonizationTorch

/// What is evaluated.
struct EvaluationMethodOptions: ParsableArguments {
  /// What runs the network.
  enum Engine: String, ExpressibleByArgument, CaseIterable {
    case openvino, torch
  }

  @Flag(help: "Measure the composite as it is.")
  var composite = false

  @Option(help: "What is measured: network, or without learning reinhard, monge-kantorovich.")
  var method: ChangeMethod = .network

  @Option(help: "What runs the network: openvino, or torch, which trains it.")
  var engine = Engine.openvino

  @Option(help: ArgumentHelp("Name in tables; the network's by default.", valueName: "text"))
  var name: String?

  func validate() throws {
    if composite, method != .network { throw ValidationError("--composite and --method exclude each other") }
  }

  /// The method, ready to be called.
  func predictor(
    _ weights: WeightsOptions, _ running: EngineOptions, _ prediction: PredictionOptions,
    for evaluation: EvaluationProtocol
  ) throws -> NamedPredictor {
    let base: any HarmonizationPredictor
    if composite {
      base = CompositePredictor()
    } else if let baseline = method.baseline {
      base = BaselinePredictor(baseline)
    } else {
      base = try network(weights.model(), running, for: evaluation)
    }
    return NamedPredictor(base, name: name, flips: prediction.flip && !composite)
  }

  private func network(
    _ model: HarmonizationModel, _ options: EngineOptions, for evaluation: EvaluationProtocol
  ) throws -> any HarmonizationPredictor {
    guard engine == .torch else {
      if case .fixed(let width, let height) = evaluation.size {
        return FixedSizePredictor(
          Predictor(try NetworkSession(model, height: height, width: width, options: options.inference(.throughput))))
      }
      return NativeSizePredictor(Predictor(try NetworkSession(model, options: options.inference(.throughput))))
    }
    guard case .fixed = evaluation.size else {
      throw Failure("--engine torch measures at fixed sizes; use openvino for \(evaluation.name)")
    }
    let threads = try TorchOptions.parse(options.threads.map { ["--threads", "\($0)"] } ?? [])
    return try TorchPredictor(
      model.configuration, weights: model.weights, device: threads.prepare(),
      precision: options.precision == .bf16 ? .mixedBFloat16 : .full)
  }
}

/// Any method, under the name that it gets in tables.
struct NamedPredictor: HarmonizationPredictor {
  let name: String
  private let base: any HarmonizationPredictor

  init(_ base: any HarmonizationPredictor, name: String?, flips: Bool) {
    let averaged: any HarmonizationPredictor = flips ? Self.averaged(base) : base
    self.base = averaged
    self.name = name ?? averaged.name
  }

  func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    try await base.predict(composite, mask: mask)
  }

  private static func averaged(_ base: some HarmonizationPredictor) -> any HarmonizationPredictor {
    FlipAveragedPredictor(base)
  }
}

/// A network at the size of the pictures.
private struct FixedSizePredictor: HarmonizationPredictor {
  let predictor: Predictor
  var name: String { predictor.session.model.configuration.name }

  init(_ predictor: Predictor) { self.predictor = predictor }

  func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    .unit(try await predictor(composite.units(), mask: mask))
  }
}

/// A network at its own size, whose change is carried to pictures of any size: what `harmonize photo` renders.
private struct NativeSizePredictor: HarmonizationPredictor {
  let harmonizer: Harmonizer
  var name: String { harmonizer.predictor.session.model.configuration.name }

  init(_ predictor: Predictor) { harmonizer = Harmonizer(predictor) }

  func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    guard let mask = Mask(mask.map { UInt8(unit: $0) }) else {
      throw Failure("the mask has \(mask.channels) channels; expected 1")
    }
    return .levels(try await harmonizer.harmonize(Photo(composite), mask: mask).raster())
  }
}
