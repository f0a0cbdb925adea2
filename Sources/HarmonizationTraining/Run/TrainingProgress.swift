import HarmonizationEvaluation

/// What a run tells while it runs.
public enum TrainingEvent: Sendable {
  /// An update was made.
  case step(TrainingProgress)
  /// The network was measured.
  case validated(epoch: Int, EvaluationResult, isBest: Bool)
  /// Something worth knowing.
  case note(String)
}

/// How far a run is.
public struct TrainingProgress: Sendable, Equatable {
  /// Updates made.
  public var step = 0
  /// Updates in the run.
  public var steps = 0
  /// The epoch, from 1.
  public var epoch = 1
  /// Epochs in the run.
  public var epochs = 1
  /// Mean loss since the epoch began or the run was resumed.
  public var loss = 0.0
  /// The learning rate of the last update.
  public var learningRate = 0.0
  /// Recent samples per second.
  public var samplesPerSecond = 0.0
  /// Share of the training time spent waiting for data, 0...1.
  public var dataWaitFraction = 0.0
  /// Seconds to the end of the run; nil before the first update.
  public var secondsLeft: Double?
}

/// How a run ended.
public enum TrainingOutcome: Sendable, Equatable {
  /// All epochs are done.
  case finished
  /// It was asked to stop; the state is saved.
  case interrupted(step: Int)
}
