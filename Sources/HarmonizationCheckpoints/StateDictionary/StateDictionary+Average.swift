extension StateDictionary {
  /// The mean of these weights and others of the same network, entry by entry, as Float32: a "model soup" (Wortsman et al.
  /// 2022), which often errs less than its parts where these come from one run or from runs with a common beginning.
  ///
  /// Integers (batch normalization's counters) and order are this dictionary's; of the metadata what all agree on stays.
  /// - Throws: `mismatch` with the differing names of the first dictionary that has other names or shapes.
  public func averaged(with others: [StateDictionary]) throws(CheckpointError) -> StateDictionary {
    for other in others {
      let mismatch = other.mismatch(with: self)
      if !mismatch.isEmpty { throw CheckpointError(.mismatch(mismatch)) }
    }
    var result = self
    result.metadata = metadata.filter { key, value in others.allSatisfy { $0.metadata[key] == value } }
    for (name, tensor) in self where tensor.dataType.isFloatingPoint {
      var sums = tensor.doubles()
      for other in others {
        for (index, value) in (other[name]?.doubles() ?? []).enumerated() { sums[index] += value }
      }
      let count = Double(others.count + 1)
      result[name] = try CheckpointTensor(sums.map { Float($0 / count) }, shape: tensor.shape)
    }
    return result
  }
}
