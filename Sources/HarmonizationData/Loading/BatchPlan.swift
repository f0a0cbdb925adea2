/// Which samples make up which batch of which epoch: a function of the seed alone, so that a run can go on anywhere.
public struct BatchPlan: Sendable, Equatable {
  /// Samples in the source.
  public var samples: Int
  /// Samples per batch.
  public var batchSize: Int
  /// Whether every epoch has its own random order.
  public var shuffled = true
  /// Whether an incomplete last batch is left out, as the reference does while training.
  public var dropsLast = true
  /// Keys the order.
  public var seed: UInt64 = 0
  /// The part of each batch that is made here, as (number from 0, parts); others are made elsewhere.
  public var share = (part: 0, of: 1)

  /// A plan; throws `DataError.invalidParameter` where there would be no batch.
  public init(samples: Int, batchSize: Int, shuffled: Bool = true, dropsLast: Bool = true, seed: UInt64 = 0) throws {
    guard batchSize >= 1, batchSize <= 1 << 16 else {
      throw DataError.invalidParameter(name: "batch size", reason: "\(batchSize) is not in 1...65536")
    }
    guard samples >= (dropsLast ? batchSize : 1) else {
      throw DataError.invalidParameter(
        name: "batch size", reason: "\(samples) samples do not fill one batch of \(batchSize)")
    }
    self.samples = samples
    self.batchSize = batchSize
    self.shuffled = shuffled
    self.dropsLast = dropsLast
    self.seed = seed
  }

  /// Batches in an epoch.
  public var stepsPerEpoch: Int { dropsLast ? samples / batchSize : (samples + batchSize - 1) / batchSize }

  /// The order of all samples in an epoch.
  public func order(epoch: Int) -> [Int] {
    guard shuffled else { return Array(0..<samples) }
    var random = CounterRandom(seed, UInt64(truncatingIfNeeded: epoch)).stream(.order)
    return random.permutation(samples)
  }

  /// The samples of one batch, out of the order of its epoch.
  func indices(step: Int, in order: [Int]) -> [Int] {
    let batch = order[min(step * batchSize, order.count)..<min((step + 1) * batchSize, order.count)]
    let (first, end) = (share.part * batch.count / share.of, (share.part + 1) * batch.count / share.of)
    return Array(batch.dropFirst(first).prefix(end - first))
  }

  /// Whether all settings are the same.
  public static func == (a: BatchPlan, b: BatchPlan) -> Bool {
    a.samples == b.samples && a.batchSize == b.batchSize && a.shuffled == b.shuffled && a.dropsLast == b.dropsLast
      && a.seed == b.seed && a.share == b.share
  }
}
