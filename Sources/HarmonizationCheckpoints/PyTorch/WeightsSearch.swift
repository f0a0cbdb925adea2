/// Finds the weights in the object that a training program saved: dictionaries in dictionaries, of which some have tensors.
struct WeightsSearch {
  /// A dictionary with tensors.
  struct Candidate {
    /// The keys that lead to it; empty for the saved object itself.
    var path: [String]
    var tensors: [(name: String, tensor: TensorReference)]
    /// Entries that cannot be read although they have a tensor's data: the key and the Python class.
    var unreadable: [(name: String, type: String)]

    /// `model.state_dict`; nil for the saved object itself.
    var name: String? { path.isEmpty ? nil : path.joined(separator: ".") }

    /// Whether the keys tell of averaged weights (exponential moving average, stochastic weight averaging).
    var isAveraged: Bool {
      path.contains { key in
        key.lowercased().split { !$0.isLetter }.contains { WeightsSearch.averages.contains(String($0)) }
      }
    }
  }

  private let heap: PickleHeap
  private var visited: Set<Int> = []
  private var candidates: [Candidate] = []

  /// What `root` and everything below it has to offer, the one to use first.
  /// - Throws: `noStateDictionary` if nothing has tensors or several unknown keys have, `pythonObject`.
  static func candidates(in root: PickleValue, _ heap: PickleHeap) throws(CheckpointError) -> [Candidate] {
    guard case .dictionary(let index) = root else {
      if case .opaque(let object) = root { throw CheckpointError(.pythonObject(type: object.type, key: nil)) }
      throw CheckpointError(.noStateDictionary(keys: []))
    }
    var search = WeightsSearch(heap: heap)
    search.look(into: index, path: [])
    return try search.sorted(keys: heap.members(of: index))
  }

  private init(heap: PickleHeap) { self.heap = heap }

  /// The keys under which training programs store weights, most telling first.
  private static let wrappers = [
    "state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "generator", "weights",
    "params",
  ]
  private static let averages: Set<String> = ["ema", "averaged", "swa", "shadow"]
  /// What has tensors and is never weights.
  private static let ignored = ["optim", "sched", "callback", "scaler", "loops"]
  private static let maximumDepth = 6
  /// The rank of the saved object itself, behind the known keys and before the unknown ones.
  private static let ownRank = 500
  private static let unknownRank = 1000

  private mutating func look(into index: Int, path: [String]) {
    guard path.count <= Self.maximumDepth, visited.insert(index).inserted else { return }
    var candidate = Candidate(path: path, tensors: [], unreadable: [])
    for (name, value) in heap.members(of: index) {
      switch value {
      case .tensor(let tensor): candidate.tensors.append((name, heap.tensors[tensor]))
      case .opaque(let object) where object.hasTensor: candidate.unreadable.append((name, object.type))
      case .dictionary(let inner) where !Self.ignored.contains(where: name.lowercased().contains):
        look(into: inner, path: path + [name])
      default: break
      }
    }
    if !candidate.tensors.isEmpty || !candidate.unreadable.isEmpty { candidates.append(candidate) }
  }

  private func sorted(keys: [(name: String, value: PickleValue)]) throws(CheckpointError) -> [Candidate] {
    // Of two entries of one key Python keeps the later one.
    let last = Dictionary(candidates.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    var sorted = candidates.filter { !$0.isAveraged }.map(\.path).reduce(into: [[String]]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    .compactMap { last[$0] }.sorted { Self.rank($0.path).lexicographicallyPrecedes(Self.rank($1.path)) }
    if sorted.count > 1, Self.rank(sorted[0].path)[0] >= Self.unknownRank {
      throw CheckpointError(.noStateDictionary(keys: keys.map(\.name)))
    }
    for averaged in candidates.filter(\.isAveraged) where sorted.isEmpty || averaged.isCopy(of: sorted[0]) {
      sorted.insert(averaged, at: 0)
    }
    guard let first = sorted.first else { throw nothingFound(keys) }
    if let entry = first.unreadable.first { throw CheckpointError(.pythonObject(type: entry.type, key: entry.name)) }
    return sorted
  }

  /// Lower is better: the least telling key first, then all of them.
  private static func rank(_ path: [String]) -> [Int] {
    let ranks = path.map { wrappers.firstIndex(of: $0) ?? unknownRank }
    return [path.isEmpty ? ownRank : ranks.max() ?? 0, ranks.reduce(0, +)]
  }

  private func nothingFound(_ keys: [(name: String, value: PickleValue)]) -> CheckpointError {
    for case (let name, .opaque(let object)) in keys where Self.wrappers.contains(name) {
      return CheckpointError(.pythonObject(type: object.type, key: name))
    }
    return CheckpointError(.noStateDictionary(keys: keys.map(\.name)))
  }
}

extension WeightsSearch.Candidate {
  /// Whether both have the same names, apart from what wraps them.
  func isCopy(of other: Self) -> Bool {
    Set(WrappedNames(tensors.map(\.name)).plain) == Set(WrappedNames(other.tensors.map(\.name)).plain)
  }
}

extension PickleHeap {
  /// A dictionary's entries under text keys.
  func members(of index: Int) -> [(name: String, value: PickleValue)] {
    dictionaries[index].compactMap { item in
      if case .string(let name) = item.key { (name, item.value) } else { nil }
    }
  }
}
