import HarmonizationSupport

/// A range of a `ByteStorage`, which it keeps alive. Every access is checked.
///
/// Unchecked for the pointer, which leads into the storage and is never written through. It is kept beside its owner so
/// that reading a byte needs no reference counting.
struct ByteView: @unchecked Sendable {
  let storage: ByteStorage
  private let bytes: UnsafeRawBufferPointer

  init(_ storage: ByteStorage) {
    self.storage = storage
    bytes = storage.bytes
  }

  private init(storage: ByteStorage, bytes: UnsafeRawBufferPointer) {
    self.storage = storage
    self.bytes = bytes
  }

  var count: Int { bytes.count }

  /// A part of this view, or nil if it is not wholly inside.
  func slice(at offset: Int, count length: Int) -> ByteView? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    return ByteView(storage: storage, bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
  }

  /// The byte at an offset, or nil beyond the end.
  func byte(at offset: Int) -> UInt8? {
    guard offset >= 0, offset < count else { return nil }
    return withExtendedLifetime(storage) { bytes[offset] }
  }

  /// The bytes themselves, valid during the call.
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(storage) { () throws(Failure) in try body(bytes) }
  }

  /// The bytes themselves, checked, valid during the call.
  func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBytes { (bytes) throws(Failure) in try body(bytes.bindMemory(to: UInt8.self).span) }
  }

  /// Appends the bytes to a file.
  func write(to file: borrowing AtomicFile) throws(FileError) {
    try withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
  }

  /// A little-endian integer at an offset, aligned or not; nil if it is not wholly inside.
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type = Value.self) -> Value? {
    guard offset >= 0, offset <= count, MemoryLayout<Value>.size <= count - offset else { return nil }
    return withExtendedLifetime(storage) {
      Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }
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

  /// Where the view starts in its storage.
  var offset: Int {
    guard let base = bytes.baseAddress, let start = storage.bytes.baseAddress else { return 0 }
    return base - start
  }
}
