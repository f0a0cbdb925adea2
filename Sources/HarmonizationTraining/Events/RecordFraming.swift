import Foundation
import HarmonizationSupport

/// TFRecord framing: length (64 bits), its masked check, the record, its masked check; all little-endian.
enum RecordFraming {
  /// A framed record.
  static func framed(_ record: Data) -> Data {
    var frame = Data()
    let length = UInt64(record.count).littleEndianBytes
    frame.append(contentsOf: length)
    frame.append(contentsOf: CRC32C.masked(length).littleEndianBytes)
    frame.append(record)
    frame.append(contentsOf: CRC32C.masked(record).littleEndianBytes)
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

  private static func integer<Value: FixedWidthInteger>(
    _ type: Value.Type, in data: Data, at offset: Int
  ) -> Value? {
    guard offset >= 0, offset + MemoryLayout<Value>.size <= data.count else { return nil }
    let bytes = data[data.startIndex + offset..<data.startIndex + offset + MemoryLayout<Value>.size]
    return bytes.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
  }
}
