import ArgumentParser
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationTraining
import ImageHarmonization
import HarmonizationImaging
import HarmonizationPixels

/// What is evaluated.
struct EvaluationMethodOptions: ParsableArguments {
  @Flag(help: "Measure the composite as it is.")
  var composite = false

  @Option(help: "What is measured: network, or without learning reinhard, monge-kantorovich.")
  var method: ChangeMethod = .network

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
    let backend = try options.backend(.throughput)
    if case .fixed(let width, let height) = evaluation.size {
      return FixedSizePredictor(
        Predictor(try NetworkSession(model, height: height, width: width, backend: backend)))
    }
    return NativeSizePredictor(Predictor(try NetworkSession(model, backend: backend)))
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
