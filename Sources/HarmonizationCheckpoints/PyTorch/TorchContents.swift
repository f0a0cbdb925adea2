/// What a PyTorch file contains: the weights, and where in the saved object they were found.
struct TorchContents {
  /// The weights, named as saved.
  var state: StateDictionary
  /// The keys that lead to the weights (`model.state_dict`); nil if the file is nothing but weights.
  var wrapper: String?
  /// Whether the keys tell of averaged weights.
  var isAveraged = false
  /// The keys of other weights in the file.
  var others: [String] = []
}

extension TorchContents {
  /// Finds the weights in a pickle's object and resolves their tensors; `bytes` finds a storage.
  init(
    _ root: PickleValue, heap: PickleHeap, fileSize: Int,
    bytes: (StorageReference) throws(CheckpointError) -> ByteView
  ) throws(CheckpointError) {
    let candidates = try WeightsSearch.candidates(in: root, heap)
    let found = candidates[0]
    wrapper = found.name
    isAveraged = found.isAveraged
    others = candidates.dropFirst().map { $0.name ?? "the saved object itself" }
    var materializer = TensorMaterializer(fileSize: fileSize)
    state = StateDictionary()
    for (name, reference) in found.tensors {
      do throws(CheckpointError) {
        state[name] = try materializer.tensor(reference, in: try bytes(reference.storage))
      } catch {
        throw error.naming(location: "tensor \(name)")
      }
    }
    if case .dictionary(let index) = root { state.metadata = Self.scalars(in: heap.members(of: index)) }
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
