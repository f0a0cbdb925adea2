import Foundation
import HarmonizationEvaluation
import HarmonizationTraining

/// Progress of training on standard error: a bar that moves on a terminal, a plain line now and then elsewhere.
struct TrainingDisplay {
  private let line = StatusLine(interval: .milliseconds(200), elsewhere: .seconds(30))

  /// Shows what a run tells.
  func show(_ event: TrainingEvent) {
    switch event {
    case .step(let progress):
      line.show(isLast: progress.step >= progress.steps) { isTerminal in
        (isTerminal ? Self.bar(progress) : "") + Self.text(progress)
      }
    case .note(let text): line.note(text)
    case .validated(let epoch, let result, let isBest): line.note(Self.text(epoch: epoch, result, isBest: isBest))
    }
  }

  /// Ends the bar.
  func finish() { line.finish() }

  private static func bar(_ progress: TrainingProgress) -> String {
    let width = 20
    let full = progress.steps > 0 ? width * progress.step / progress.steps : 0
    return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "] "
  }

  private static func text(_ progress: TrainingProgress) -> String {
    let numbers = String(
      format: "loss %.5f, rate %.2g, %.1f/s, %.0f %% waiting", progress.loss, progress.learningRate,
      progress.samplesPerSecond, 100 * progress.dataWaitFraction)
    let left = progress.secondsLeft.map { ", \(StatusLine.clock(Int($0))) left" } ?? ""
    return "epoch \(progress.epoch)/\(progress.epochs), step \(progress.step)/\(progress.steps), \(numbers)\(left)"
  }

  private static func text(epoch: Int, _ result: EvaluationResult, isBest: Bool) -> String {
    let means = result.all.means
    func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "-" }
    let change = result.all.foregroundChange.map { String(format: " (%+.0f %%)", 100 * $0) } ?? ""
    return "epoch \(epoch): MSE \(number(means.mse)), fMSE \(number(means.fmse))\(change), PSNR \(number(means.psnr)) "
      + "on \(means.n)\(isBest ? ", the best so far" : "")"
  }
}
