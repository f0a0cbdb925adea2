import HarmonizationData

/// Everything that decides a training run but the data and the machine: an experiment as data.
///
/// The defaults are the reference implementation's for its encoder-decoders at 256x256.
public struct Recipe: RecipeSettings {
  /// Configuration name of the network; see `Catalogue`.
  public var network = "improved_dih256"
  /// Length of the run, in epochs.
  public var epochs = 120
  /// Updates per epoch; nil goes once through the data.
  public var stepsPerEpoch: Int?
  /// Samples per forward pass.
  public var batchSize = 16
  /// Forward passes per update; their gradients are averaged.
  public var gradientAccumulation = 1
  /// Parts of a batch that are computed side by side, on as many threads; batch normalization then sees a part at a time. On
  /// a CPU that others use, too, threads that never wait for each other are faster than threads that share each operation.
  ///
  /// With several processes, each computes an equal number of the parts; 1 then means one for each process.
  public var replicas = 1
  /// How the gradients of several processes are added up.
  public var gradientReduction = GradientReduction.ordered
  /// Keys all randomness: weights, order, crops, recolouring, dropout.
  public var seed: UInt64 = 0
  /// The arithmetic.
  public var precision = Arithmetic.float32
  /// The order of the elements of images and kernels in memory.
  public var memoryFormat = MemoryFormat.channelsLast
  /// Whether a GPU may use TensorFloat-32 where `precision` is float32.
  public var tensorFloat32 = true
  /// How weights follow gradients.
  public var optimizer = OptimizerSettings()
  /// How the learning rate changes.
  public var schedule = Schedule()
  /// What is made small.
  public var loss = LossSettings()
  /// How stored pictures become network inputs.
  public var augmentation = Augmentation()
  /// How composites are made of photos; nil uses ready composites as they are, and the defaults for plain photos.
  public var recolouring: RecolouringDistribution?
  /// Pictures whose short side is longer are decoded at this size, which is faster; nil decodes at full size.
  public var decodedShortSide: Int?
  /// Where weights start.
  public var initialization = InitializationSettings()
  /// Decay of an exponential moving average of the weights, which is then validated and kept; nil for none.
  public var ema: Double?
  /// How the network is measured while it trains.
  public var validation = ValidationSettings()
  /// What is written down on the way.
  public var logging = LoggingSettings()
  /// When the run's state is saved, besides the end of each epoch.
  public var checkpoints = CheckpointSettings()

  /// The arithmetic of a run.
  public enum Arithmetic: String, Sendable, Codable, CaseIterable {
    /// What is fast: `bfloat16` on a CPU with matrix units for it (AMX), `float32` elsewhere. A run keeps what it started with.
    case automatic
    /// Double precision, for comparisons.
    case float64
    /// Single precision.
    case float32
    /// Convolutions and products in bfloat16, weights and statistics in float32: what PyTorch calls autocast.
    case bfloat16
  }

  /// How the gradients of several processes are added up.
  public enum GradientReduction: String, Sendable, Codable, CaseIterable {
    /// Part by part in a fixed order: the bits of one process with as many replicas.
    case ordered
    /// By an all-reduce, once for each update: less to send where `replicas` or `gradientAccumulation` are more than one per
    /// process; the last bits differ.
    case allReduce
  }

  /// The order of elements in memory.
  public enum MemoryFormat: String, Sendable, Codable, CaseIterable {
    /// The channels of a pixel side by side.
    case channelsLast
    /// C order.
    case contiguous
  }

  /// The defaults.
  public init() {}

  /// Keys of earlier versions.
  public static var formerKeys: [String: String] { ["accumulation": "gradientAccumulation", "averaging": "ema"] }
}
