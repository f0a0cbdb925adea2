/// Writes zip archives by hand, also the kinds that PyTorch does not write.
struct ZipAssembler {
  private var body: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0
  /// Puts sizes and positions into zip64 fields, as archives beyond 4 GiB do.
  var isWide = false

  init(isWide: Bool = false) { self.isWide = isWide }

  mutating func add(_ name: String, _ contents: [UInt8], method: UInt16 = 0, flags: UInt16 = 0) {
    let offset = body.count
    let size = UInt32(contents.count)
    let sizes = isWide ? little(UInt32.max) + little(UInt32.max) : little(size) + little(size)
    let nameLength = little(UInt16(name.utf8.count))
    body += [0x50, 0x4B, 3, 4] + little(UInt16(45)) + little(flags) + little(method) + [UInt8](repeating: 0, count: 8)
    body += little(size) + little(size) + nameLength + little(UInt16(0)) + Array(name.utf8) + contents

    let extra =
      isWide
      ? little(UInt16(1)) + little(UInt16(24)) + little(contents.count) + little(contents.count) + little(offset) : []
    directory += [0x50, 0x4B, 1, 2] + little(UInt16(45)) + little(UInt16(45)) + little(flags) + little(method)
    directory += [UInt8](repeating: 0, count: 8) + sizes + nameLength + little(UInt16(extra.count))
    directory += [UInt8](repeating: 0, count: 10) + (isWide ? little(UInt32.max) : little(UInt32(offset)))
    directory += Array(name.utf8) + extra
    count += 1
  }

  func finished() -> [UInt8] {
    let end = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 4)
    guard isWide else {
      let counts = little(UInt16(count)) + little(UInt16(count))
      return body + directory + end + counts + little(UInt32(directory.count)) + little(UInt32(body.count)) + [0, 0]
    }
    var record: [UInt8] = [0x50, 0x4B, 6, 6] + little(44) + little(UInt16(45)) + little(UInt16(45)) + little(0 as Int)
    record += little(count) + little(count) + little(directory.count) + little(body.count)
    let locator = [0x50, 0x4B, 6, 7] + little(UInt32(0)) + little(body.count + directory.count) + little(UInt32(1))
    return body + directory + record + locator + end + [UInt8](repeating: 0xFF, count: 12) + [0, 0]
  }

  /// A PyTorch archive of one pickle and its storages.
  static func checkpoint(_ pickle: [UInt8], storages: [String: [UInt8]], isWide: Bool = false) -> [UInt8] {
    var zip = ZipAssembler(isWide: isWide)
    zip.add("archive/data.pkl", pickle)
    zip.add("archive/byteorder", Array("little".utf8))
    for (key, bytes) in storages.sorted(by: { $0.key < $1.key }) { zip.add("archive/data/\(key)", bytes) }
    return zip.finished()
  }
}
