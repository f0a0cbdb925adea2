/// Executes one pickle with an allow-list of instructions and names.
///
/// The machine can build containers, scalars and descriptions of tensors, and nothing else. Work and memory are bounded
/// by the limits and by the length of the input.
struct PickleMachine {
  /// Far more than any checkpoint needs, and little enough for any machine.
  enum Limit {
    static let instructions = 4_000_000
    static let stack = 100_000
    static let memo = 1_000_000
    static let nameLength = 256
  }

  var reader: ByteReader
  var heap = PickleHeap()
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [PickleValue] = []
  private var sparseMemo: [UInt32: PickleValue] = [:]

  init(_ reader: ByteReader) { self.reader = reader }

  /// Runs up to the stop instruction; `reader` is behind it then.
  mutating func run() throws(CheckpointError) -> PickleValue {
    var start = reader.position
    do throws(CheckpointError) {
      for _ in 0..<Limit.instructions {
        start = reader.position
        let byte = try reader.integer(UInt8.self)
        guard let opcode = PickleOpcode(rawValue: byte) else {
          throw CheckpointError(.unsupportedOpcode("0x" + String(byte, radix: 16)))
        }
        if opcode == .stop { return try popValue() }
        try execute(opcode)
        guard stack.count <= Limit.stack else { throw CheckpointError(.limitExceeded("a stack of \(stack.count)")) }
      }
      throw CheckpointError(.limitExceeded("a pickle of more than \(Limit.instructions) instructions"))
    } catch {
      throw error.naming(location: "byte \(start) of the pickle")
    }
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .proto, .frame, .stop: try executeFraming(opcode)
    case .mark, .pop, .popMark, .duplicate: try executeStack(opcode)
    case .binGet, .longBinGet, .binPut, .longBinPut, .memoize: try executeMemo(opcode)
    case .none, .newTrue, .newFalse, .binInt, .binInt1, .binInt2, .long1, .long4, .binFloat:
      stack.append(try scalar(opcode))
    case .binUnicode, .binUnicode8, .shortBinUnicode, .binString, .shortBinString, .binBytes, .binBytes8, .byteArray8,
      .shortBinBytes:
      stack.append(try text(opcode))
    case .emptyTuple, .tuple1, .tuple2, .tuple3, .tuple, .emptyList, .emptyDictionary, .emptySet,
      .frozenSet:
      stack.append(try container(opcode))
    case .append, .appends, .setItem, .setItems, .addItems: try fill(opcode)
    case .global, .stackGlobal, .reduce, .newObject, .newObjectWithKeywords, .build, .persistentID:
      try executeCall(opcode)
    }
  }

  private mutating func executeFraming(_ opcode: PickleOpcode) throws(CheckpointError) {
    if opcode == .frame { _ = try reader.integer(UInt64.self) }
    guard opcode == .proto else { return }
    let version = try reader.integer(UInt8.self)
    guard (2...5).contains(version) else { throw CheckpointError(.unsupported("a pickle of protocol \(version)")) }
  }

  private mutating func executeStack(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .mark: marks.append(stack.count)
    case .popMark: _ = try popToMark()
    case .pop: if marks.last == stack.count { marks.removeLast() } else { _ = try popValue() }
    default: stack.append(try topValue())
    }
    guard marks.count <= Limit.stack else { throw CheckpointError(.limitExceeded("\(marks.count) open marks")) }
  }

  private mutating func executeMemo(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .binGet: stack.append(try recall(UInt32(try reader.integer(UInt8.self))))
    case .longBinGet: stack.append(try recall(try reader.integer(UInt32.self)))
    case .binPut: remember(try topValue(), at: UInt32(try reader.integer(UInt8.self)))
    case .longBinPut: remember(try topValue(), at: try reader.integer(UInt32.self))
    default: remember(try topValue(), at: UInt32(memo.count + sparseMemo.count))
    }
    guard memo.count + sparseMemo.count <= Limit.memo else { throw CheckpointError(.limitExceeded("a memo too large")) }
  }

  /// Picklers number their memo from 0, so an array contains it; the rest is for others.
  private mutating func remember(_ value: PickleValue, at index: UInt32) {
    if index < memo.count {
      memo[Int(index)] = value
    } else if index == memo.count {
      memo.append(value)
    } else {
      sparseMemo[index] = value
    }
  }

  private func recall(_ index: UInt32) throws(CheckpointError) -> PickleValue {
    if index < memo.count { return memo[Int(index)] }
    guard let value = sparseMemo[index] else { throw CheckpointError(.corrupt("the pickle recalls an unknown value")) }
    return value
  }
}

extension PickleMachine {
  /// The lowest place of the stack that may be popped: above the last mark.
  private var floor: Int { marks.last ?? 0 }

  mutating func popValue() throws(CheckpointError) -> PickleValue {
    guard stack.count > floor, let value = stack.popLast() else {
      throw CheckpointError(.corrupt("the pickle takes a value from an empty stack"))
    }
    return value
  }

  func topValue() throws(CheckpointError) -> PickleValue {
    guard stack.count > floor, let value = stack.last else {
      throw CheckpointError(.corrupt("the pickle uses a value of an empty stack"))
    }
    return value
  }

  /// The values above the last mark, which is removed.
  mutating func popToMark() throws(CheckpointError) -> [PickleValue] {
    guard let mark = marks.popLast(), mark <= stack.count else {
      throw CheckpointError(.corrupt("the pickle has no mark on its stack"))
    }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  /// The top values in the order in which they were pushed.
  mutating func popValues(_ count: Int) throws(CheckpointError) -> [PickleValue] {
    var values: [PickleValue] = []
    for _ in 0..<count { values.append(try popValue()) }
    return values.reversed()
  }
}
