import Foundation
import HarmonizationEvaluation
import HarmonizationTraining

/// Progress of training on standard error: a bar that moves on a terminal, a plain line now and then elsewhere.
final class TrainingDisplay {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastReport: ContinuousClock.Instant?

  /// Shows what a run tells.
  func show(_ event: TrainingEvent) {
    switch event {
    case .step(let progress): step(progress)
    case .note(let text): above(text)
    case .validated(let epoch, let result, let isBest): above(Self.text(epoch, result, isBest))
    }
  }

  /// Ends the bar.
  func finish() { if isTerminal { write("\n") } }

  private func step(_ progress: TrainingProgress) {
    let now = ContinuousClock.now
    let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(30)
    if let lastReport, now - lastReport < pause, progress.step < progress.steps { return }
    lastReport = now
    if isTerminal {
      write("\r\u{1B}[K" + Self.bar(progress) + Self.text(progress))
    } else {
      write(Self.text(progress) + "\n")
    }
  }

  private func above(_ text: String) { write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n") }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private static func bar(_ progress: TrainingProgress) -> String {
    let width = 20
    let full = progress.steps > 0 ? width * progress.step / progress.steps : 0
    return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "] "
  }

  private static func text(_ progress: TrainingProgress) -> String {
    let numbers = String(
      format: "loss %.5f, rate %.2g, %.1f/s, %.0f %% waiting", progress.loss, progress.learningRate,
      progress.samplesPerSecond, 100 * progress.dataWaitFraction)
    let left = progress.secondsLeft.map { ", \(clock(Int($0))) left" } ?? ""
    return "epoch \(progress.epoch)/\(progress.epochs), step \(progress.step)/\(progress.steps), \(numbers)\(left)"
  }

  private static func text(_ epoch: Int, _ result: EvaluationResult, _ isBest: Bool) -> String {
    let means = result.all.means
    func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "-" }
    let change = result.all.foregroundChange.map { String(format: " (%+.0f %%)", 100 * $0) } ?? ""
    return "epoch \(epoch): MSE \(number(means.mse)), fMSE \(number(means.fmse))\(change), PSNR \(number(means.psnr)) "
      + "on \(means.n)\(isBest ? ", the best so far" : "")"
  }

  private static func clock(_ seconds: Int) -> String {
    String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}
