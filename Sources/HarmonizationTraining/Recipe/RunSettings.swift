import HarmonizationData

/// How a network is measured while it trains, at its own size.
public struct ValidationSettings: RecipeSettings {
  /// The measure by which the best weights are chosen.
  public enum Score: String, Sendable, Codable, CaseIterable {
    case fmse, mse, psnr

    /// Whether `new` beats `old`.
    func isBetter(_ new: Double, than old: Double) -> Bool { self == .psnr ? new > old : new < old }
  }

  /// Epochs between validations.
  public var every = 1
  /// At most so many samples, evenly spread; nil takes all.
  public var samples: Int?
  /// The measure by which the best weights are chosen.
  public var score = Score.fmse

  /// All samples after each epoch, by fMSE.
  public init() {}
}

/// What is written down on the way.
public struct LoggingSettings: RecipeSettings {
  /// Updates between lines of the CSV and points in TensorBoard; the loss is the mean over them.
  public var interval = 25
  /// Samples in each picture; 0 writes none.
  public var pictures = 6
  /// Epochs between pictures.
  public var picturesEvery = 1

  /// The defaults.
  public init() {}
}

/// When a run's state is saved, besides the end of each epoch, and whose epochs' weights are kept.
public struct CheckpointSettings: RecipeSettings {
  /// Minutes between states inside an epoch; 0 saves none there.
  public var minutes = 10.0
  /// Updates between states inside an epoch; nil goes by time alone.
  public var steps: Int?
  /// The weights of so many latest epochs are kept, besides best and last, for `harmonize average`.
  public var keep = 2
  /// The weights of so many epochs with the best validation scores are kept.
  public var keepBest = 2

  /// Every ten minutes, two latest and two best epochs.
  public init() {}
}
