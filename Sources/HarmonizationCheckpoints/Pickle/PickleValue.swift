/// A value that a pickle builds.
///
/// Containers live in a `PickleHeap` and are named by their place in it. So a value never owns another one: neither deep
/// nesting nor cycles can exhaust the stack or leak.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case float(Double)
  case string(String)
  /// An integer of more than 64 bits, or a byte string; little-endian.
  case bytes(ByteView)
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
  case global(PickleGlobal)
  /// An object of a class that is not known here.
  case opaque(OpaqueObject)
}

/// An object that was skipped.
struct OpaqueObject {
  /// Its Python class, or the function that would make it.
  var type: String
  /// Whether it is made from a tensor or its bytes.
  var hasTensor: Bool
}

/// The containers of one pickle.
struct PickleHeap {
  /// Contents of tuples and lists.
  private(set) var sequences: [[PickleValue]] = []
  private(set) var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  private(set) var storages: [StorageReference] = []
  private(set) var tensors: [TensorReference] = []

  mutating func tuple(_ values: [PickleValue]) -> PickleValue {
    sequences.append(values)
    return .tuple(sequences.count - 1)
  }

  mutating func list() -> PickleValue {
    sequences.append([])
    return .list(sequences.count - 1)
  }

  mutating func dictionary() -> PickleValue {
    dictionaries.append([])
    return .dictionary(dictionaries.count - 1)
  }

  mutating func storage(_ storage: StorageReference) -> PickleValue {
    storages.append(storage)
    return .storage(storages.count - 1)
  }

  mutating func tensor(_ tensor: TensorReference) -> PickleValue {
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }

  mutating func append(_ values: some Sequence<PickleValue>, to list: Int) {
    sequences[list].append(contentsOf: values)
  }

  mutating func set(_ value: PickleValue, for key: PickleValue, in dictionary: Int) {
    dictionaries[dictionary].append((key, value))
  }
}

/// A storage as a pickle names it: bytes that tensors share.
struct StorageReference {
  /// The name of the bytes within the file.
  var key: String
  /// The element type; nil for bytes whose type only the tensor knows.
  var dataType: CheckpointTensor.DataType?
  /// The number of elements, or of bytes without a type.
  var count: Int
  /// Where a view of a storage starts, in elements (before PyTorch 0.4).
  var offset = 0
  /// The number of elements of the view; nil for the whole storage.
  var viewCount: Int?

  var elementByteCount: Int { dataType?.byteCount ?? 1 }
}

/// A tensor as a pickle describes it: a strided view of a storage.
struct TensorReference {
  var storage: StorageReference
  var dataType: CheckpointTensor.DataType
  /// In elements of `dataType`.
  var offset: Int
  var shape: [Int]
  var strides: [Int]
}
