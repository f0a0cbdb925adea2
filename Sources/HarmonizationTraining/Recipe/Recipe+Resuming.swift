extension Recipe {
  /// Keys that differ from those that a run was begun with and on which its course depends.
  func conflicts(withSnapshot old: Recipe) -> [String] {
    let pairs: [(String, Bool)] = [
      ("network", network == old.network), ("stepsPerEpoch", stepsPerEpoch == old.stepsPerEpoch),
      ("batchSize", batchSize == old.batchSize),
      ("gradientAccumulation", gradientAccumulation == old.gradientAccumulation),
      ("seed", seed == old.seed), ("augmentation.size", augmentation.size == old.augmentation.size),
      ("ema", (ema == nil) == (old.ema == nil)),
      ("precision", (precision == .float64) == (old.precision == .float64)),
    ]
    return pairs.filter { !$0.1 }.map(\.0)
  }
}
