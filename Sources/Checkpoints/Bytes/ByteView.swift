/// A range of a `ByteStorage`, which it keeps alive. Every access is checked.
struct ByteView: Sendable {
  let storage: ByteStorage
  /// The range within the storage; always inside it.
  let range: Range<Int>

  init(_ storage: ByteStorage) {
    self.storage = storage
    range = 0..<storage.bytes.count
  }

  private init(storage: ByteStorage, range: Range<Int>) {
    self.storage = storage
    self.range = range
  }

  var count: Int { range.count }

  /// A part of this view, or nil if it is not wholly inside.
  func slice(at offset: Int, count length: Int) -> ByteView? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    let start = range.lowerBound + offset
    return ByteView(storage: storage, range: start..<start + length)
  }

  /// The byte at an offset, or nil beyond the end.
  func byte(at offset: Int) -> UInt8? {
    guard offset >= 0, offset < count else { return nil }
    return storage.bytes[range.lowerBound + offset]
  }

  /// The bytes themselves, valid during the call.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeRawBufferPointer(rebasing: storage.bytes[range]))
    }
  }

  /// A little-endian integer at an offset, aligned or not; nil if it is not wholly inside.
  func integer<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type = Value.self) -> Value? {
    guard offset >= 0, offset <= count, MemoryLayout<Value>.size <= count - offset else { return nil }
    return Value(littleEndian: storage.bytes.loadUnaligned(fromByteOffset: range.lowerBound + offset, as: type))
  }

  /// The bytes as text, or nil if they are not UTF-8.
  var text: String? {
    withUnsafeBytes { String(validating: $0, as: UTF8.self) }
  }

  /// Whether the bytes at an offset are these.
  func has(_ signature: some Collection<UInt8>, at offset: Int = 0) -> Bool {
    guard let part = slice(at: offset, count: signature.count) else { return false }
    return part.withUnsafeBytes { $0.elementsEqual(signature) }
  }
}
