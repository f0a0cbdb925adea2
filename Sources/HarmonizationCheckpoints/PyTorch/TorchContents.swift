/// What a PyTorch file holds: the state dictionary, and where in the file's object it was found.
struct TorchContents {
  /// The weights, without DataParallel's prefix.
  var state: StateDictionary
  /// The key of the training dump under which the weights lie; nil if the file is the state dictionary itself.
  var wrapper: String?
  /// Whether every name had the prefix that DataParallel adds.
  var isDataParallel = false
}

extension TorchContents {
  /// The keys under which training programs store weights, most telling first.
  private static let wrappers = [
    "state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "generator", "weights",
    "params_ema", "params",
  ]

  /// Finds the state dictionary in a pickle's object and resolves its tensors; `bytes` finds a storage.
  init(
    _ root: PickleValue, heap: PickleHeap, fileSize: Int,
    bytes: (StorageReference) throws(CheckpointError) -> ByteView
  ) throws(CheckpointError) {
    guard case .dictionary(let index) = root else {
      throw CheckpointError(.noStateDictionary(keys: []))
    }
    let top = Self.members(of: index, heap)
    let found = try Self.find(in: top, heap)
    wrapper = found.wrapper
    var materializer = TensorMaterializer(fileSize: fileSize)
    var state = StateDictionary()
    for (name, reference) in found.tensors {
      do throws(CheckpointError) {
        state[name] = try materializer.tensor(reference, in: try bytes(reference.storage))
      } catch {
        throw error.naming(location: "tensor \(name)")
      }
    }
    isDataParallel = state.names.allSatisfy { $0.hasPrefix("module.") }
    self.state = isDataParallel ? state.renamed { String($0.dropFirst("module.".count)) } : state
    self.state.metadata = Self.scalars(in: top)
  }

  /// A dictionary's entries under text keys.
  private static func members(of index: Int, _ heap: PickleHeap) -> [(name: String, value: PickleValue)] {
    heap.dictionaries[index].compactMap { item in
      if case .string(let name) = item.key { (name, item.value) } else { nil }
    }
  }

  private typealias Found = (wrapper: String?, tensors: [(String, TensorReference)])

  /// A known key with tensors below it, else the object itself, else the only dictionary that has tensors.
  private static func find(
    in top: [(name: String, value: PickleValue)], _ heap: PickleHeap
  ) throws(CheckpointError) -> Found {
    var candidates: [Found] = []
    for (name, value) in top {
      guard case .dictionary(let index) = value else { continue }
      let tensors = tensors(in: members(of: index, heap), heap)
      if !tensors.isEmpty { candidates.append((name, tensors)) }
    }
    for wrapper in wrappers {
      if let candidate = candidates.last(where: { $0.wrapper == wrapper }) { return candidate }
    }
    let own = tensors(in: top, heap)
    if !own.isEmpty { return (nil, own) }
    guard candidates.count == 1 else { throw CheckpointError(.noStateDictionary(keys: top.map(\.name))) }
    return candidates[0]
  }

  private static func tensors(
    in members: [(name: String, value: PickleValue)], _ heap: PickleHeap
  ) -> [(String, TensorReference)] {
    members.compactMap { member in
      if case .tensor(let index) = member.value { (member.name, heap.tensors[index]) } else { nil }
    }
  }

  /// Numbers and short texts beside the weights (epoch, best score), as metadata.
  private static func scalars(in top: [(name: String, value: PickleValue)]) -> [String: String] {
    var scalars: [String: String] = [:]
    for (name, value) in top where name.utf8.count <= 64 {
      switch value {
      case .integer(let number): scalars[name] = String(number)
      case .float(let number): scalars[name] = String(number)
      case .string(let text) where text.utf8.count <= 256: scalars[name] = text
      default: break
      }
    }
    return scalars
  }
}
