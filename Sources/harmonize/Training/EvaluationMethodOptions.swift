import ArgumentParser
import HarmonizationCheckpoints
import HarmonizationData
import HarmonizationEvaluation
import ImageHarmonization
import HarmonizationPixels
import HarmonizationTraining

/// What is evaluated.
struct EvaluationMethodOptions: ParsableArguments {
  @Flag(help: "Measure the composite as it is.")
  var composite = false

  @Option(help: "What is measured: network, or without learning reinhard, monge-kantorovich.")
  var method: ChangeMethod = .network

  @Option(help: ArgumentHelp("Name in tables; the network's by default.", valueName: "text"))
  var name: String?

  @OptionGroup var carrying: TransferOption

  func validate() throws {
    if composite, method != .network { throw ValidationError("--composite and --method exclude each other") }
  }

  /// The method, ready to be called; `provenance` is told what runs it.
  func measured(
    _ network: NetworkOptions, for evaluation: EvaluationSetting, noting provenance: inout Provenance
  ) throws -> MeasuredMethod {
    var measured = try found(network, for: evaluation, noting: &provenance)
    if let name { measured.name = name }
    return measured
  }

  private func found(
    _ network: NetworkOptions, for evaluation: EvaluationSetting, noting provenance: inout Provenance
  ) throws -> MeasuredMethod {
    guard !composite else { return .composite }
    if let baseline = method.baseline { return MeasuredMethod(baseline, for: evaluation) }
    provenance.weights = [Provenance.File(hashing: try network.weights.path())]
    try network.engine.note(in: &provenance)
    var size: (width: Int, height: Int)?
    if case .fixed(let width, let height) = evaluation.size { size = (width, height) }
    return MeasuredMethod(
      try network.method(fit: carrying.fit, hint: .throughput, size: size), for: evaluation)
  }

  /// By which samples the weights were chosen, if they were and the network is what is measured.
  func chosenOn(_ weights: WeightsOptions) -> String? {
    guard !composite, method.baseline == nil, let path = try? weights.path() else { return nil }
    return (try? Checkpoint.read(from: path))?.metadata[Trainer.chosenOnKey]
  }
}
