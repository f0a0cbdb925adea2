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
    .unit(try await predictor(composite.map { Float($0) / 255 }, mask: mask))
  }
}

/// A network at its own size, whose change is carried to pictures of any size.
private struct NativeSizePredictor: HarmonizationPredictor {
  let predictor: Predictor
  var name: String { predictor.session.model.configuration.name }

  init(_ predictor: Predictor) { self.predictor = predictor }

  func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    let (width, height) = (predictor.session.width, predictor.session.height)
    let levels = mask.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) }
    let part = Mask(levels)?.part(margin: predictor.session.model.configuration.windowMargin)
    let seen = part ?? PixelRect(x: 0, y: 0, width: composite.width, height: composite.height)
    let small = try composite.resized(part: seen, width: width, height: height).map { Float($0) / 255 }
    let cover = try levels.resized(part: seen, width: width, height: height).map { Float($0) / 255 }
    let output = try await predictor(small, mask: cover)
    let transfer = try ImageHarmonization.ColourTransfer(fitting: small, output: output, mask: cover)
    return .levels(try transfer.applied(to: composite, mask: mask, part: seen))
  }
}
