extension PickleMachine {
  /// Reads a number, a truth value or None.
  mutating func scalar(_ opcode: PickleOpcode) throws(CheckpointError) -> PickleValue {
    switch opcode {
    case .newTrue: .bool(true)
    case .newFalse: .bool(false)
    case .binInt: .integer(Int(try reader.integer(Int32.self)))
    case .binInt1: .integer(Int(try reader.integer(UInt8.self)))
    case .binInt2: .integer(Int(try reader.integer(UInt16.self)))
    case .long1: try longInteger(Int(try reader.integer(UInt8.self)))
    case .long4: try longInteger(Int(try reader.integer(UInt32.self)))
    case .binFloat: .float(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped))
    default: .none
    }
  }

  /// A two's complement integer of any length.
  private mutating func longInteger(_ count: Int) throws(CheckpointError) -> PickleValue {
    let bytes = try reader.take(count)
    guard bytes.count <= 8 else { return .bytes(bytes) }
    var value: UInt64 = 0
    for index in 0..<bytes.count { value |= UInt64(bytes.byte(at: index) ?? 0) << (8 * UInt64(index)) }
    let unused = UInt64(64 - 8 * bytes.count)
    return .integer(bytes.count == 0 ? 0 : Int(Int64(bitPattern: value << unused) >> Int64(unused)))
  }

  /// Reads text or bytes. Python 2 wrote names as bytes.
  mutating func text(_ opcode: PickleOpcode) throws(CheckpointError) -> PickleValue {
    switch opcode {
    case .shortBinUnicode: return .string(try reader.text(Int(try reader.integer(UInt8.self))))
    case .binUnicode: return .string(try reader.text(Int(try reader.integer(UInt32.self))))
    case .binUnicode8: return .string(try reader.text(try reader.size()))
    case .binBytes8, .byteArray8: return try bytes(try reader.size(), opcode)
    case .shortBinString, .shortBinBytes: return try bytes(Int(try reader.integer(UInt8.self)), opcode)
    default: return try bytes(Int(try reader.integer(UInt32.self)), opcode)
    }
  }

  private mutating func bytes(_ count: Int, _ opcode: PickleOpcode) throws(CheckpointError) -> PickleValue {
    let view = try reader.take(count)
    let isText = opcode == .shortBinString || opcode == .binString
    if isText, let text = view.text { return .string(text) }
    return .bytes(view)
  }

  /// Makes a tuple of values on the stack, or an empty container.
  mutating func container(_ opcode: PickleOpcode) throws(CheckpointError) -> PickleValue {
    switch opcode {
    case .emptyTuple: heap.tuple([])
    case .tuple1: heap.tuple(try popValues(1))
    case .tuple2: heap.tuple(try popValues(2))
    case .tuple3: heap.tuple(try popValues(3))
    case .tuple, .frozenSet: heap.tuple(try popToMark())
    case .emptyDictionary: heap.dictionary()
    default: heap.list()
    }
  }

  /// Puts values of the stack into the container below them.
  mutating func fill(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .append: try append([try popValue()])
    case .appends, .addItems: try append(try popToMark())
    case .setItem: try setItems(try popValues(2))
    default: try setItems(try popToMark())
    }
  }

  private mutating func append(_ values: [PickleValue]) throws(CheckpointError) {
    switch try topValue() {
    case .list(let list): heap.append(values, to: list)
    case .opaque: break
    default: throw CheckpointError(.corrupt("the pickle appends to something that is not a list"))
    }
  }

  private mutating func setItems(_ values: [PickleValue]) throws(CheckpointError) {
    guard values.count.isMultiple(of: 2) else {
      throw CheckpointError(.corrupt("the pickle has a key without a value"))
    }
    switch try topValue() {
    case .dictionary(let dictionary):
      for index in stride(from: 0, to: values.count, by: 2) {
        heap.set(values[index + 1], for: values[index], in: dictionary)
      }
    case .opaque: break
    default: throw CheckpointError(.corrupt("the pickle sets a key of something that is not a dictionary"))
    }
  }
}
