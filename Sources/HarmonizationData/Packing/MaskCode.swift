/// Lossless coding of masks, which are flat but for their edges: every level is replaced by its exclusive or with the level
/// above it, and what results is written as pairs of runs: a number of zeros, then a number of other bytes and those bytes.
/// Numbers are LEB128 (seven bits a byte, lowest first).
enum MaskCode {
  /// Codes a plane of rows of `width` bytes.
  static func encode(_ plane: [UInt8], width: Int) -> [UInt8] {
    let changes = plane.indices.map { $0 < width ? plane[$0] : plane[$0] ^ plane[$0 - width] }
    var result: [UInt8] = []
    var position = 0
    while position < changes.count {
      let others = changes[position...].firstIndex { $0 != 0 } ?? changes.count
      append(others - position, to: &result)
      // A single zero costs less among other bytes than as a run.
      var end = others
      while end < changes.count, changes[end] != 0 || (end + 1 < changes.count && changes[end + 1] != 0) { end += 1 }
      append(end - others, to: &result)
      result += changes[others..<end]
      position = end
    }
    return result
  }

  /// A plane of `width` x `height`; nil where the code holds fewer or more bytes.
  static func decode(_ code: UnsafeRawBufferPointer, width: Int, height: Int) -> [UInt8]? {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflow, count <= 1 << 30 else { return nil }
    guard isSound(code, count: count) else { return nil }
    return [UInt8](unsafeUninitializedCapacity: count) { output, written in
      var position = 0
      while position < code.count {
        let zeros = number(code, &position) ?? 0
        for i in written..<written + zeros { output[i] = 0 }
        written += zeros
        let others = number(code, &position) ?? 0
        for i in 0..<others { output[written + i] = code[position + i] }
        written += others
        position += others
      }
      for i in stride(from: width, to: count, by: 1) { output[i] ^= output[i - width] }
    }
  }

  /// Whether the code holds exactly `count` bytes; looked at first, so that nothing is allocated for a false one.
  private static func isSound(_ code: UnsafeRawBufferPointer, count: Int) -> Bool {
    var (position, total) = (0, 0)
    while position < code.count {
      guard let zeros = number(code, &position), let others = number(code, &position), zeros <= count - total,
        others <= count - total - zeros, others <= code.count - position
      else { return false }
      total += zeros + others
      position += others
    }
    return total == count
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The number at `position`, at most five bytes long; nil where there is none.
  private static func number(_ code: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
    var value = 0
    for shift in stride(from: 0, through: 28, by: 7) {
      guard position < code.count else { return nil }
      let byte = Int(code[position])
      position += 1
      value |= (byte & 127) << shift
      if byte < 128 { return value }
    }
    return nil
  }
}
