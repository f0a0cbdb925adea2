extension PickleMachine {
  /// Names, and the few calls that stand for containers and tensors.
  mutating func executeCall(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .global:
      let module = try reader.line(limit: Limit.nameLength)
      let name = try reader.line(limit: Limit.nameLength)
      stack.append(.global(try PickleGlobal(module: module, name: name)))
    case .stackGlobal: try executeStackGlobal()
    case .newObjectWithKeywords:
      _ = try popValue()
      let arguments = try popSequence()
      stack.append(try call(try popValue(), arguments))
    case .reduce, .newObject:
      let arguments = try popSequence()
      stack.append(try call(try popValue(), arguments))
    case .persistentID: stack.append(try storage(try popSequence()))
    default: try build()
    }
  }

  private mutating func executeStackGlobal() throws(CheckpointError) {
    let names = try popValues(2)
    guard case .string(let module) = names[0], case .string(let name) = names[1] else {
      throw CheckpointError(.corrupt("the pickle names a global by something that is not text"))
    }
    stack.append(.global(try PickleGlobal(module: module, name: name)))
  }

  /// Sets an object's attributes (`_metadata` of a state dictionary, for instance), which no tensor depends on.
  private mutating func build() throws(CheckpointError) {
    _ = try popValue()
    switch try topValue() {
    case .dictionary, .tensor, .opaque: break
    default: throw CheckpointError(.corrupt("the pickle sets attributes of something that has none"))
    }
  }

  private mutating func call(_ function: PickleValue, _ arguments: [PickleValue]) throws(CheckpointError) -> PickleValue
  {
    guard case .global(let global) = function else { throw CheckpointError(.corrupt("the pickle calls a value")) }
    switch global {
    case .orderedDictionary: return try orderedDictionary(arguments)
    case .rebuildTensor: return try tensor(arguments, dataType: nil)
    case .rebuildTensorV2: return try tensor(arguments, dataType: nil)
    case .rebuildTensorV3: return try typedTensor(arguments)
    case .rebuildParameter:
      guard case .tensor? = arguments.first else { throw CheckpointError(.corrupt("a parameter without a tensor")) }
      return arguments[0]
    case .rebuildFromType:
      guard arguments.count >= 3 else { throw CheckpointError(.corrupt("a subclass of tensors without arguments")) }
      return try rebuild(arguments[0], try sequence(arguments[2]))
    case .opaque(let type): return .opaque(OpaqueObject(type: type, hasTensor: hasTensor(arguments, depth: 4)))
    case .storage, .untypedStorage, .dataType: throw CheckpointError(.corrupt("the pickle calls a type"))
    }
  }

  /// As `call`, of functions that make tensors only, so that a file cannot nest them.
  private mutating func rebuild(
    _ function: PickleValue, _ arguments: [PickleValue]
  ) throws(CheckpointError) -> PickleValue {
    switch function {
    case .global(.rebuildTensor), .global(.rebuildTensorV2): return try tensor(arguments, dataType: nil)
    case .global(.rebuildTensorV3): return try typedTensor(arguments)
    case .global(.opaque(let type)):
      return .opaque(OpaqueObject(type: type, hasTensor: hasTensor(arguments, depth: 4)))
    default: throw CheckpointError(.corrupt("the pickle makes a tensor by something else"))
    }
  }

  /// Whether values, or those in their tuples and lists, contain a tensor or its bytes.
  private func hasTensor(_ values: [PickleValue], depth: Int) -> Bool {
    values.prefix(64).contains { value in
      switch value {
      case .tensor, .storage: true
      case .opaque(let object): object.hasTensor
      case .tuple(let index), .list(let index): depth > 0 && hasTensor(heap.sequences[index], depth: depth - 1)
      default: false
      }
    }
  }

  /// `OrderedDict()`, or Python 2's `OrderedDict([[key, value], ...])`; a default dictionary's factory is ignored.
  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(CheckpointError) -> PickleValue {
    let result = heap.dictionary()
    guard case .dictionary(let dictionary) = result, case .list(let list)? = arguments.first else { return result }
    for pair in heap.sequences[list] {
      let items = try sequence(pair)
      guard items.count == 2 else { throw CheckpointError(.corrupt("an ordered dictionary's item is not a pair")) }
      heap.set(items[1], for: items[0], in: dictionary)
    }
    return result
  }

  /// Takes a tuple or list from the stack.
  ///
  /// In two steps: `sequence(try popValue())` would copy the machine, and with it the stack, before it pops.
  private mutating func popSequence() throws(CheckpointError) -> [PickleValue] {
    let value = try popValue()
    return try sequence(value)
  }

  /// The items of a tuple or list.
  func sequence(_ value: PickleValue) throws(CheckpointError) -> [PickleValue] {
    switch value {
    case .tuple(let index), .list(let index): return heap.sequences[index]
    default: throw CheckpointError(.corrupt("the pickle has no tuple where one is due"))
    }
  }
}
