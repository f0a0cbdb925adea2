/// The first 48 bytes of a shard, little-endian: magic, version, number of samples, where the index lies, length of the
/// file, and checks of the index and of the header itself.
struct PackHeader: Equatable {
  static let magic = Array("HARMPACK".utf8)
  static let version: UInt32 = 1
  static let length = 48

  var count: UInt32
  var indexOffset: UInt64
  var indexLength: UInt64
  var indexCheck: UInt32

  /// The end of the index is the end of the file.
  var fileLength: UInt64 { indexOffset &+ indexLength }

  var bytes: [UInt8] {
    var bytes = Self.magic
    func append<Value: FixedWidthInteger>(_ value: Value) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    append(Self.version)
    append(count)
    append(indexOffset)
    append(indexLength)
    append(fileLength)
    append(indexCheck)
    append(CRC32.checksum(bytes))
    return bytes
  }

  init(count: UInt32, indexOffset: UInt64, index: [UInt8]) {
    self.count = count
    self.indexOffset = indexOffset
    indexLength = UInt64(index.count)
    indexCheck = CRC32.checksum(index)
  }

  /// Reads and checks the header of a file with the given contents; throws `DataError.damagedPack`.
  init(_ file: UnsafeRawBufferPointer, path: String) throws {
    func damaged(_ reason: String) -> DataError { .damagedPack(path: path, reason: reason) }
    guard file.count >= Self.length, file.prefix(8).elementsEqual(Self.magic) else { throw damaged("it is no pack") }
    func read<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type) -> Value {
      Value(littleEndian: file.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
    let version = read(8, UInt32.self)
    guard version == Self.version else { throw damaged("version \(version) is not \(Self.version)") }
    let check = CRC32.checksum(UnsafeRawBufferPointer(rebasing: file[0..<Self.length - 4]))
    guard read(Self.length - 4, UInt32.self) == check else { throw damaged("its header does not match its check") }
    count = read(12, UInt32.self)
    indexOffset = read(16, UInt64.self)
    indexLength = read(24, UInt64.self)
    indexCheck = read(40, UInt32.self)
    let (end, overflow) = indexOffset.addingReportingOverflow(indexLength)
    guard !overflow, end == UInt64(file.count), read(32, UInt64.self) == end, indexOffset >= UInt64(Self.length) else {
      throw damaged("it is \(file.count) bytes long instead of \(read(32, UInt64.self)); the copy is incomplete")
    }
  }
}
