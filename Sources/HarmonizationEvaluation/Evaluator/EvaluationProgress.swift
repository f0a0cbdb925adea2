/// How far an evaluation is.
public struct EvaluationProgress: Sendable {
  /// Images in the data set.
  public let total: Int
  /// Images finished, failed ones and those of an earlier run included.
  public private(set) var done: Int
  /// Images that failed in this run.
  public private(set) var failed = 0
  /// The image measured last.
  public private(set) var latest: ImageResult?
  /// The failure met last; nil when the latest image was measured.
  public private(set) var latestFailure: EvaluationFailure?
  /// Time since the start of this run.
  public var elapsed: Duration { ContinuousClock.now - start }
  /// Images per second in this run; 0 before the first.
  public var rate: Double {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 ? Double(finished) / seconds : 0
  }

  private let start = ContinuousClock.now
  private var finished = 0

  init(total: Int, done: Int) {
    self.total = total
    self.done = done
  }

  mutating func add(_ outcome: Outcome) {
    done += 1
    finished += 1
    switch outcome {
    case .measured(let image):
      latest = image
      latestFailure = nil
    case .failed(let failure):
      failed += 1
      latestFailure = failure
    }
  }
}
