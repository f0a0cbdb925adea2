import HarmonizationSupport

/// Writes a zip archive of entries that are stored, not compressed: what is in an OpenRaster file is compressed already.
struct StoredArchive: ~Copyable {
  private let file: AtomicFile
  private let path: String
  private var position = 0
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// Starts the file.
  init(_ path: String, options: AtomicFile.Options) throws(FileError) {
    file = try AtomicFile(path, options: options)
    self.path = path
  }

  /// Appends an entry.
  ///
  /// - Throws: ``ImagingError/unsupportedOutput(file:reason:)`` beyond the 4 GiB of a plain zip archive; of writing.
  mutating func add(_ name: String, _ bytes: [UInt8]) throws(ImagingError) {
    guard position + bytes.count + 1024 < Int(UInt32.max) else {
      throw .unsupportedOutput(file: path, reason: "the layers take more than 4 GiB; write a TIFF instead")
    }
    let name = Array(name.utf8)
    // Version 2.0, no flags, stored, the first day of DOS, checksum, sizes, length of the name.
    var fields = LittleEndian()
    for value in [20, 0, 0, 0, 0x21] as [UInt16] { fields.append(value) }
    fields.append(CRC32.checksum(bytes))
    fields.append(UInt32(bytes.count))
    fields.append(UInt32(bytes.count))
    fields.append(UInt16(name.count))
    fields.append(0 as UInt16)
    var header = LittleEndian()
    header.append(0x0403_4B50 as UInt32)
    header.bytes += fields.bytes + name
    var entry = LittleEndian()
    entry.append(0x0201_4B50 as UInt32)
    entry.append(20 as UInt16)
    entry.bytes += fields.bytes
    // No comment, first disk, no attributes.
    for value in [0, 0, 0] as [UInt16] { entry.append(value) }
    entry.append(0 as UInt32)
    entry.append(UInt32(position))
    directory += entry.bytes + name
    count += 1
    try write(header.bytes)
    try write(bytes)
  }

  /// Writes the directory and gives the file its name.
  consuming func finish() throws(ImagingError) {
    var end = LittleEndian()
    end.append(0x0605_4B50 as UInt32)
    for value in [0, 0, count, count] { end.append(value) }
    end.append(UInt32(directory.count))
    end.append(UInt32(position))
    end.append(0 as UInt16)
    try write(directory)
    try write(end.bytes)
    do throws(FileError) { try file.commit() } catch { throw .file(error) }
  }

  private mutating func write(_ bytes: [UInt8]) throws(ImagingError) {
    do throws(FileError) { try file.write(bytes) } catch { throw .file(error) }
    position += bytes.count
  }
}

/// Numbers as zip archives have them.
private struct LittleEndian {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) { bytes += value.littleEndianBytes }
}
