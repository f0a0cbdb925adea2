extension PickleMachine {
  /// Names, and the few calls that stand for containers and tensors.
  mutating func executeCall(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .global:
      let module = try reader.line(limit: Limit.nameLength)
      let name = try reader.line(limit: Limit.nameLength)
      stack.append(.global(try PickleGlobal(module: module, name: name)))
    case .stackGlobal: try executeStackGlobal()
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
    case .inert: return .opaque
    case .storage, .untypedStorage, .dataType: throw CheckpointError(.corrupt("the pickle calls a type"))
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
