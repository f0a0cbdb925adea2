/// Reads a `ByteView` from front to back; running off the end is a typed error.
struct ByteReader {
  let view: ByteView
  private(set) var position: Int

  init(_ view: ByteView, at position: Int = 0) {
    self.view = view
    self.position = min(max(position, 0), view.count)
  }

  var remaining: Int { view.count - position }

  /// The next little-endian integer.
  mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type = Value.self)
    throws(CheckpointError) -> Value
  {
    guard let value = view.integer(at: position, as: type) else { throw endOfData(MemoryLayout<Value>.size) }
    position += MemoryLayout<Value>.size
    return value
  }

  /// The next 64-bit size or position, refused if no file can have it.
  mutating func size() throws(CheckpointError) -> Int {
    let value = try integer(UInt64.self)
    guard value <= UInt64(Int.max / 2) else { throw CheckpointError(.limitExceeded("a size of \(value) bytes")) }
    return Int(value)
  }

  /// The next bytes, as a view.
  mutating func take(_ count: Int) throws(CheckpointError) -> ByteView {
    guard let part = view.slice(at: position, count: count) else { throw endOfData(count) }
    position += count
    return part
  }

  /// The next bytes, as text.
  mutating func text(_ count: Int) throws(CheckpointError) -> String {
    let part = try take(count)
    guard let text = part.text else { throw CheckpointError(.corrupt("text that is not UTF-8")) }
    return text
  }

  /// Text up to a line feed, which is consumed and not returned.
  mutating func line(limit: Int) throws(CheckpointError) -> String {
    var length = 0
    while let byte = view.byte(at: position + length), byte != UInt8(ascii: "\n") {
      length += 1
      guard length <= limit else { throw CheckpointError(.limitExceeded("a name of more than \(limit) bytes")) }
    }
    let line = try text(length)
    _ = try take(1)
    return line
  }

  private func endOfData(_ count: Int) -> CheckpointError {
    CheckpointError(.truncated("\(count) bytes expected where \(remaining) are left"))
  }
}
