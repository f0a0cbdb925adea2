import Foundation
import HarmonizationEvaluation

/// Writes down what happens in a run: log, curves, TensorBoard events; and tells the caller.
final class RunLogger {
  private let report: (TrainingEvent) -> Void
  // Nil in all processes but the leader.
  private let events: EventWriter?
  private let training: CurveFile?
  private let validation: CurveFile?
  private let folder: RunFolder?
  private let interval: Int
  private let length: RunLength
  private let recipe: Recipe
  private var meter: SpeedMeter
  private var sinceLine = RunningMean()
  private var sinceEpoch = RunningMean()

  /// Continues after `step` updates; what the files tell of later ones is cut off. Without a folder nothing is written.
  init(
    _ folder: RunFolder?, recipe: Recipe, length: RunLength, step: Int, report: @escaping (TrainingEvent) -> Void
  ) throws {
    self.report = report
    self.recipe = recipe
    self.length = length
    interval = recipe.logging.interval
    meter = SpeedMeter(step: step)
    self.folder = folder
    guard let folder else {
      (events, training, validation) = (nil, nil, nil)
      return
    }
    try EventWriter.truncate(filesIn: folder.events, afterStep: step)
    events = try EventWriter(in: folder.events)
    training = try CurveFile(folder.trainingCurve, columns: Self.trainingColumns, keepingUntil: step)
    validation = try CurveFile(folder.validationCurve, columns: Self.validationColumns, keepingUntil: step)
  }

  private static let trainingColumns = [
    "step", "epoch", "loss", "learning_rate", "samples_per_second", "data_wait_fraction",
  ]
  private static let validationColumns = [
    "step", "epoch", "n", "mse", "fmse", "psnr", "composite_mse", "composite_fmse", "composite_psnr", "seconds",
  ]

  /// Runs `body`, which waits for data, and counts its time as waiting.
  func waiting<Result>(_ body: () throws -> Result) rethrows -> Result {
    let begin = SpeedMeter.now
    defer { meter.add(wait: SpeedMeter.now - begin) }
    return try body()
  }

  /// An update was made.
  func record(step: Int, loss: Double, learningRate: Double, samples: Int) throws {
    meter.advance(samples: samples)
    sinceLine.add(loss)
    sinceEpoch.add(loss)
    let epoch = length.epoch(of: step - 1) + 1
    report(.step(progress(step, epoch: epoch, rate: learningRate)))
    if step % interval == 0 || step % length.stepsPerEpoch == 0 {
      try writeLine(step, epoch: epoch, rate: learningRate)
    }
    if step % length.stepsPerEpoch == 0 {
      write("epoch \(epoch)/\(recipe.epochs), step \(step): loss \(Self.short(sinceEpoch.mean))")
      sinceEpoch = RunningMean()
    }
  }

  /// The network was measured after an epoch, counted from 1.
  func record(_ result: EvaluationResult, epoch: Int, step: Int, seconds: Double, isBest: Bool) throws {
    let (means, before) = (result.all.means, result.all.composite)
    let values = [means.mse, means.fmse, means.psnr, before?.mse, before?.fmse, before?.psnr]
    try validation?.append(
      [String(step), String(epoch), String(means.n)] + values.map { $0.map { "\($0)" } ?? "" }
        + [String(format: "%.1f", seconds)])
    let tags = ["validation/mse", "validation/fmse", "validation/psnr"]
    try events?.add(zip(tags, values).compactMap { tag, value in value.map { (tag, $0) } }, step: step)
    let numbers = zip(["MSE", "fMSE", "PSNR"], values).map { "\($0) \($1.map(Self.short) ?? "-")" }
    write("validation on \(means.n): \(numbers.joined(separator: ", "))\(isBest ? ", the best so far" : "")")
    report(.validated(epoch: epoch, result, isBest: isBest))
  }

  /// A picture of samples was made.
  func record(picture file: [UInt8], width: Int, height: Int, step: Int) throws {
    try events?.add(picture: file, width: width, height: height, tag: "samples", step: step)
  }

  /// Something worth knowing happened.
  func note(_ text: String) {
    write(text)
    report(.note(text))
  }

  /// Time that is not training, such as validation, does not count in the rates.
  func pausing<Result>(_ body: () throws -> Result) rethrows -> Result {
    let begin = SpeedMeter.now
    defer { meter.add(pause: SpeedMeter.now - begin) }
    return try body()
  }

  /// Brings everything to the disk.
  func synchronize() throws {
    try training?.synchronize()
    try validation?.synchronize()
    try events?.synchronize()
  }

  private func progress(_ step: Int, epoch: Int, rate: Double) -> TrainingProgress {
    TrainingProgress(
      step: step, steps: length.steps, epoch: epoch, epochs: recipe.epochs, loss: sinceEpoch.mean, learningRate: rate,
      samplesPerSecond: meter.samplesPerSecond, dataWaitFraction: meter.dataWaitFraction,
      secondsLeft: meter.secondsLeft(step: step, of: length.steps))
  }

  private func writeLine(_ step: Int, epoch: Int, rate: Double) throws {
    let (loss, speed, waited) = (sinceLine.mean, meter.samplesPerSecond, meter.dataWaitFraction)
    try training?.append([
      String(step), String(epoch), "\(loss)", "\(rate)", String(format: "%.2f", speed), String(format: "%.4f", waited),
    ])
    try events?.add(
      [
        ("training/loss", loss), ("training/learning_rate", rate), ("speed/samples_per_second", speed),
        ("speed/data_wait_fraction", waited),
      ], step: step)
    sinceLine = RunningMean()
    meter.beginWindow()
  }

  private func write(_ line: String) { folder?.note(line) }

  private static func short(_ value: Double) -> String { String(format: "%.5g", value) }
}

/// A mean that is added to.
struct RunningMean {
  private var sum = 0.0
  private var count = 0

  var mean: Double { count > 0 ? sum / Double(count) : 0 }

  mutating func add(_ value: Double) {
    sum += value
    count += 1
  }
}
