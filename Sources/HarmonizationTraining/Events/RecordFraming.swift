import Foundation
import HarmonizationSupport

/// TFRecord framing: length (64 bits), its masked check, the record, its masked check; all little-endian.
enum RecordFraming {
  /// A framed record.
  static func framed(_ record: Data) -> Data {
    var frame = Data()
    let length = bytes(UInt64(record.count))
    frame.append(contentsOf: length)
    frame.append(contentsOf: bytes(CRC32C.masked(length)))
    frame.append(record)
    frame.append(contentsOf: bytes(CRC32C.masked(record)))
    return frame
  }

  /// The whole records at the beginning of a file, with the offset behind each; a cut or damaged tail is left out.
  static func records(in data: Data) -> [(record: Data, end: Int)] {
    var records: [(record: Data, end: Int)] = []
    var offset = 0
    let data = Data(data)
    while let length = integer(UInt64.self, in: data, at: offset), length <= data.count,
      integer(UInt32.self, in: data, at: offset + 8) == CRC32C.masked(data[offset..<offset + 8])
    {
      let start = offset + 12
      guard start + Int(length) + 4 <= data.count else { break }
      let record = data[start..<start + Int(length)]
      guard integer(UInt32.self, in: data, at: start + Int(length)) == CRC32C.masked(record) else { break }
      offset = start + Int(length) + 4
      records.append((Data(record), offset))
    }
    return records
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, in data: Data, at offset: Int
  ) -> Value? {
    guard offset >= 0, offset + MemoryLayout<Value>.size <= data.count else { return nil }
    return data.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
  }
}
