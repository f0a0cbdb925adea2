/// Run-length coding of masks: PackBits, as in TIFF 6.0 (section 9). A header byte n < 128 is followed by n + 1 bytes as
/// they are, one above 128 by a byte that is repeated 257 - n times; 128 means nothing.
enum PackBits {
  /// Codes any bytes; at worst one byte in 128 is added.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      var run = 1
      while run < 128, position + run < bytes.count, bytes[position + run] == bytes[position] { run += 1 }
      if run >= 2 {
        result += [UInt8(257 - run), bytes[position]]
        position += run
        continue
      }
      var end = position + 1
      while end < bytes.count, end - position < 128, end + 1 >= bytes.count || bytes[end] != bytes[end + 1] { end += 1 }
      result.append(UInt8(end - position - 1))
      result += bytes[position..<end]
      position = end
    }
    return result
  }

  /// Exactly `count` bytes; nil where the code holds fewer or more.
  static func decode(_ code: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    // Two bytes stand for 128 at most, so a false count cannot make this allocate much.
    guard count >= 0, count / 64 <= code.count else { return nil }
    var isSound = true
    let result = [UInt8](unsafeUninitializedCapacity: count) { output, written in
      var position = 0
      while position < code.count, isSound {
        let header = Int(code[position])
        position += 1
        guard header != 128 else { continue }
        let length = header < 128 ? header + 1 : 257 - header
        guard written + length <= count, position + (header < 128 ? length : 1) <= code.count else {
          isSound = false
          break
        }
        for i in 0..<length { output[written + i] = code[header < 128 ? position + i : position] }
        written += length
        position += header < 128 ? length : 1
      }
      isSound = isSound && written == count
    }
    return isSound ? result : nil
  }
}
