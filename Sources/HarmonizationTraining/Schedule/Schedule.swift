import Foundation
import HarmonizationData

/// How the learning rate changes: a factor on the optimizer's rate, a function of the step alone.
public struct Schedule: RecipeSettings {
  /// The course of the rate after the warm-up.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Multiplied by `factor` at each milestone, as PyTorch's `MultiStepLR`; without milestones it stays.
    case steps
    /// Half a cosine down to `minimum` (Loshchilov and Hutter 2017, without restarts).
    case cosine
  }

  /// The course of the rate.
  public var kind = Kind.steps
  /// Epochs, from 0, at whose beginning the rate is multiplied; one that is listed twice counts twice.
  public var milestones: [Int] = []
  /// What the rate is multiplied by at a milestone.
  public var factor = 0.1
  /// Updates over which the rate rises linearly from nothing.
  public var warmup = 0
  /// Where the cosine ends, as a share of the optimizer's rate.
  public var minimum = 0.0

  /// A constant rate.
  public init() {}

  /// The learning rate of an update.
  ///
  /// - Parameters:
  ///   - step: updates made before it.
  ///   - stepsPerEpoch: updates in an epoch, at least 1.
  ///   - steps: updates in the run.
  ///   - base: the optimizer's rate.
  public func rate(at step: Int, stepsPerEpoch: Int, steps: Int, base: Double) -> Double {
    let rise = warmup > 0 && step < warmup ? Double(step + 1) / Double(warmup) : 1
    switch kind {
    case .steps:
      let epoch = step / max(stepsPerEpoch, 1)
      let counts = Dictionary(milestones.filter { $0 <= epoch }.map { ($0, 1) }, uniquingKeysWith: +)
      // One milestone after the other, so that every rounding is PyTorch's.
      return counts.sorted { $0.key < $1.key }.reduce(base) { $0 * pow(factor, Double($1.value)) } * rise
    case .cosine:
      let length = Double(max(steps - warmup, 1))
      let progress = min(max(Double(step - warmup) / length, 0), 1)
      return base * (minimum + (1 - minimum) * 0.5 * (1 + cos(.pi * progress))) * rise
    }
  }
}
