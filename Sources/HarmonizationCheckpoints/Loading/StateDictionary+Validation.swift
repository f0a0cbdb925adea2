import HarmonizationGraph

extension StateDictionary {
  /// How the dictionary differs from a network's parameters; empty if it fits.
  public func mismatch(with expected: [ParameterSpec]) -> StateDictionaryMismatch {
    mismatch(with: expected.map { (name: $0.name, shape: $0.shape, isFloatingPoint: !$0.isInteger) })
  }

  /// How the dictionary differs from another one's entries; empty if both are weights of one network.
  func mismatch(with other: StateDictionary) -> StateDictionaryMismatch {
    mismatch(
      with: other.map { (name: $0.name, shape: $0.tensor.shape, isFloatingPoint: $0.tensor.dataType.isFloatingPoint) })
  }

  private func mismatch(
    with expected: [(name: String, shape: [Int], isFloatingPoint: Bool)]
  ) -> StateDictionaryMismatch {
    var mismatch = StateDictionaryMismatch()
    for entry in expected {
      guard let tensor = self[entry.name] else {
        mismatch.missing.append(entry.name)
        continue
      }
      if tensor.shape != entry.shape {
        mismatch.misshapen.append(.init(name: entry.name, expected: entry.shape, found: tensor.shape))
      } else if tensor.dataType.isFloatingPoint != entry.isFloatingPoint {
        mismatch.mistyped.append(entry.name)
      }
    }
    let expectedNames = Set(expected.lazy.map(\.name))
    mismatch.unexpected = names.filter { !expectedNames.contains($0) }
    return mismatch
  }

  /// The same tensors in the network's order, if names, shapes and kinds of type are exactly the network's.
  ///
  /// A training module's attribute name in front of all names (`net.`, `model.`) is removed if the rest then fits.
  /// - Throws: `mismatch`, with missing, unexpected and mis-shaped names together.
  public func validated(against expected: [ParameterSpec]) throws(CheckpointError) -> StateDictionary {
    let mismatch = mismatch(with: expected)
    if mismatch.isEmpty { return ordered(as: expected) }
    if let inner = removingCommonComponent(), inner.mismatch(with: expected).isEmpty {
      return inner.ordered(as: expected)
    }
    throw CheckpointError(.mismatch(mismatch))
  }

  private func ordered(as expected: [ParameterSpec]) -> StateDictionary {
    StateDictionary(
      expected.compactMap { parameter in self[parameter.name].map { (parameter.name, $0) } }, metadata: metadata)
  }

  /// The dictionary without the first component of its names, if all share it.
  private func removingCommonComponent() -> StateDictionary? {
    guard let dot = first?.name.firstIndex(of: "."), let prefix = first?.name.prefix(through: dot) else { return nil }
    guard allSatisfy({ $0.name.hasPrefix(prefix) }) else { return nil }
    return renamed { String($0.dropFirst(prefix.count)) }
  }
}

extension Checkpoint {
  /// The weights of a file, strictly those of a network, in its order.
  /// - Throws: `CheckpointError` naming the file; `mismatch` if names or shapes differ.
  public static func read(from path: String, for graph: Graph) throws(CheckpointError) -> StateDictionary {
    let state = try read(from: path)
    do throws(CheckpointError) {
      let weights = try state.validated(against: graph.parameters)
      try weights.checkFinite()
      return weights
    } catch {
      throw error.naming(file: path)
    }
  }
}
