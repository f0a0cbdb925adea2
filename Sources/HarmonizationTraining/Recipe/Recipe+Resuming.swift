extension Recipe {
  /// What differs from an earlier recipe, a line for each setting.
  func changes(since old: Recipe) throws -> [String] {
    let before = try Dictionary(SettingsTree(old).values.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
    let after = try SettingsTree(self).values
    let paths = Set(after.map(\.path))
    let gone = before.keys.filter { !paths.contains($0) }.sorted().map {
      "\($0): was \(before[$0] ?? "null"), is unset now"
    }
    return gone
      + after.filter { before[$0.path] != $0.text }.map { path, text in
        let effect = path.hasPrefix("initialization.") ? " (without effect on a resumed run)" : ""
        return "\(path): was \(before[path] ?? "unset"), is \(text) now\(effect)"
      }
  }

  /// Keys that differ from those that a run was begun with and on which its course depends.
  func conflicts(withSnapshot old: Recipe) -> [String] {
    let pairs: [(String, Bool)] = [
      ("network", network == old.network), ("stepsPerEpoch", stepsPerEpoch == old.stepsPerEpoch),
      ("batchSize", batchSize == old.batchSize),
      ("gradientAccumulation", gradientAccumulation == old.gradientAccumulation),
      ("seed", seed == old.seed),
      ("optimizer.kind", optimizer.kind.remembersAlike(old.optimizer.kind)),
      ("augmentation.size", augmentation.size == old.augmentation.size),
      ("ema", (ema == nil) == (old.ema == nil)),
      ("precision", (precision == .float64) == (old.precision == .float64)),
    ]
    return pairs.filter { !$0.1 }.map(\.0)
  }
}

extension OptimizerSettings.Kind {
  /// Whether two optimizers remember the same of earlier gradients, so that one can continue what the other began.
  fileprivate func remembersAlike(_ other: OptimizerSettings.Kind) -> Bool { (self == .sgd) == (other == .sgd) }
}
