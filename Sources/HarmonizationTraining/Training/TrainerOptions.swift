import HarmonizationTorch

/// Where and with what a run's arithmetic is done; nothing here changes what is trained.
public struct TrainerOptions: Sendable {
  /// The device.
  public var device = Device.cpu
  /// Threads that load data; all cores where nil.
  public var workers: Int?
  /// Leave samples out that cannot be used, instead of refusing the data.
  public var skipsBadSamples = false
  /// Resume with another number of processes than the run had.
  public var allowsOtherProcesses = false
  /// The command that started the run, for its provenance.
  public var command: [String] = []
  /// The tool's version, for the run's provenance.
  public var toolVersion: String?
  /// Asked after each update; true saves the state and ends the run.
  public var isStopRequested: @Sendable () -> Bool = { false }
  /// Called between the parts of a run, for tests that end it there.
  var atMoment: @Sendable (TrainingMoment) throws -> Void = { _ in }

  /// On the CPU.
  public init() {}
}

/// Places in a run.
enum TrainingMoment: Sendable, Equatable {
  case updated(step: Int)
  case savingBest(step: Int)
  case savingLast(step: Int)
  case savingState(step: Int)
  case saved(step: Int)
}
