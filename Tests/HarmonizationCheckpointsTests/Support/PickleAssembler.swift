/// Assembles pickles and PyTorch files by hand, for what the fixtures do not hold.
struct PickleAssembler {
  private(set) var bytes: [UInt8] = [0x80, 2]

  mutating func raw(_ more: [UInt8]) { bytes += more }
  mutating func raw(_ character: Unicode.Scalar) { bytes.append(UInt8(character.value)) }

  mutating func text(_ text: String) {
    raw("X")
    raw(little(UInt32(text.utf8.count)) + Array(text.utf8))
  }

  mutating func integer(_ value: Int) {
    raw([0x8A, 8])
    raw(little(value))
  }

  mutating func integers(_ values: [Int]) {
    raw("(")
    for value in values { integer(value) }
    raw("t")
  }

  mutating func global(_ module: String, _ name: String) { raw(Array("c\(module)\n\(name)\n".utf8)) }

  mutating func storage(_ type: String, key: String, count: Int, view: [Int]? = nil, isLegacy: Bool = false) {
    raw("(")
    text("storage")
    global("torch", type)
    text(key)
    text("cpu")
    integer(count)
    if let view {
      raw("(")
      text("view")
      for value in view { integer(value) }
      raw("t")
    } else if isLegacy {
      raw("N")
    }
    raw("t")
    raw("Q")
  }

  /// A tensor of Float32 in a storage.
  mutating func tensor(
    key: String = "0", count: Int, offset: Int = 0, shape: [Int], strides: [Int], view: [Int]? = nil,
    isLegacy: Bool = false
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    raw("(")
    storage("FloatStorage", key: key, count: count, view: view, isLegacy: isLegacy)
    integer(offset)
    integers(shape)
    integers(strides)
    raw([0x89])
    global("collections", "OrderedDict")
    raw(")Rt".unicodeScalars.map { UInt8($0.value) })
    raw("R")
  }

  /// The finished pickle.
  func finished() -> [UInt8] { bytes + [UInt8(ascii: ".")] }

  /// A pickle of `{name: <content>}`.
  static func dictionary(_ name: String, _ content: (inout PickleAssembler) -> Void) -> [UInt8] {
    var pickle = PickleAssembler()
    pickle.raw("}")
    pickle.text(name)
    content(&pickle)
    pickle.raw("s")
    return pickle.finished()
  }
}

/// A fixed-width integer's bytes, little-endian.
func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

func floatBytes(_ values: [Float]) -> [UInt8] { values.flatMap { little($0.bitPattern) } }

/// A legacy file of one pickle and its storages.
func legacyFile(_ pickle: [UInt8], storages: [(key: String, count: Int, bytes: [UInt8])], littleEndian: Bool = true)
  -> [UInt8]
{
  var file: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
  file += [0x80, 2, 0x4D, 0xE9, 0x03, 0x2E]
  file += PickleAssembler.dictionary("little_endian") { $0.raw([littleEndian ? 0x88 : 0x89]) }
  file += pickle
  var keys = PickleAssembler()
  keys.raw("]")
  keys.raw("(")
  for storage in storages { keys.text(storage.key) }
  keys.raw("e")
  file += keys.finished()
  for storage in storages { file += little(storage.count) + storage.bytes }
  return file
}
