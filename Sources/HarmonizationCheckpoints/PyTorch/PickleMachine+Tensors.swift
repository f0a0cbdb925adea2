extension PickleMachine {
  /// The storage of a persistent ID: `("storage", type, key, location, count)`, and before 1.6 the view of it.
  ///
  /// The location (`cpu`, `cuda:0`) only says where the bytes came from.
  mutating func storage(_ items: [PickleValue]) throws(CheckpointError) -> PickleValue {
    if case .string("module")? = items.first { throw CheckpointError(.unsupported("a pickled Python module")) }
    guard items.count >= 5, case .string("storage") = items[0], case .global(let type) = items[1],
      let key = Self.key(items[2]), case .integer(let count) = items[4], count >= 0
    else { throw CheckpointError(.corrupt("the pickle describes a storage wrongly")) }
    var reference = StorageReference(key: key, dataType: nil, count: count)
    switch type {
    case .storage(let dataType): reference.dataType = dataType
    case .untypedStorage: break
    default: throw CheckpointError(.corrupt("the pickle gives a storage no type"))
    }
    if items.count > 5 { try narrow(&reference, to: items[5]) }
    return heap.storage(reference)
  }

  private static func key(_ value: PickleValue) -> String? {
    switch value {
    case .string(let key): key
    case .integer(let key): String(key)
    default: nil
    }
  }

  /// Restricts a storage to a view `(key, offset, count)` of it; None represents the whole.
  private func narrow(_ storage: inout StorageReference, to view: PickleValue) throws(CheckpointError) {
    if case .none = view { return }
    let items = try sequence(view)
    guard items.count == 3, case .integer(let offset) = items[1], case .integer(let count) = items[2],
      offset >= 0, count >= 0, offset <= storage.count, count <= storage.count - offset
    else { throw CheckpointError(.outOfBounds("a view reaches beyond its storage")) }
    storage.offset = offset
    storage.viewCount = count
  }

  /// `_rebuild_tensor` and `_rebuild_tensor_v2`: `(storage, offset, shape, strides, ...)`.
  mutating func tensor(
    _ arguments: [PickleValue], dataType: CheckpointTensor.DataType?
  ) throws(CheckpointError) -> PickleValue {
    // `pickle.dump` of tensors, without `torch.save`, puts their bytes into a call of Python's.
    if case .opaque(let object)? = arguments.first { return .opaque(OpaqueObject(type: object.type, hasTensor: true)) }
    guard arguments.count >= 4, case .storage(let index) = arguments[0], case .integer(let offset) = arguments[1] else {
      throw CheckpointError(.corrupt("the pickle describes a tensor wrongly"))
    }
    let storage = heap.storages[index]
    guard let dataType = dataType ?? storage.dataType else {
      throw CheckpointError(.corrupt("the pickle gives a tensor no element type"))
    }
    let shape = try sizes(arguments[2])
    let strides = try sizes(arguments[3])
    guard offset >= 0, shape.count == strides.count, shape.count <= CheckpointTensor.maximumRank else {
      throw CheckpointError(.corrupt("the pickle gives a tensor of shape \(shape) the strides \(strides)"))
    }
    return heap.tensor(.init(storage: storage, dataType: dataType, offset: offset, shape: shape, strides: strides))
  }

  /// `_rebuild_tensor_v3`: `(storage, offset, shape, strides, requires_grad, hooks, dtype, ...)`.
  mutating func typedTensor(_ arguments: [PickleValue]) throws(CheckpointError) -> PickleValue {
    guard arguments.count >= 7, case .global(.dataType(let dataType)) = arguments[6] else {
      throw CheckpointError(.corrupt("the pickle gives a tensor no element type"))
    }
    return try tensor(arguments, dataType: dataType)
  }

  private func sizes(_ value: PickleValue) throws(CheckpointError) -> [Int] {
    var sizes: [Int] = []
    for item in try sequence(value) {
      guard case .integer(let size) = item, size >= 0 else {
        throw CheckpointError(.corrupt("the pickle gives a tensor a size that is none"))
      }
      sizes.append(size)
    }
    return sizes
  }
}
