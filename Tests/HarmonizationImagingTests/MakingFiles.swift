@testable import HarmonizationImaging
import HarmonizationPixels

/// Big-endian bytes of a number.
func big(_ value: Int, _ count: Int = 4) -> [UInt8] {
  (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// Little-endian bytes of a number.
func little(_ value: Int, _ count: Int) -> [UInt8] { big(value, count).reversed() }

/// An uncompressed little-endian TIFF; `more` adds tags or takes the place of usual ones.
func tiff(_ raster: Raster<UInt8>, _ more: [(tag: Int, values: [Int])]) -> [UInt8] {
  let channels = raster.channels
  var entries: [(tag: Int, values: [Int])] = [
    (256, [raster.width]), (257, [raster.height]), (258, [Int](repeating: 8, count: channels)), (259, [1]),
    (262, [channels >= 3 ? 2 : 1]), (273, [8]), (277, [channels]), (278, [raster.height]),
    (279, [raster.samples.count]),
  ]
  entries = (entries.filter { entry in !more.contains { $0.tag == entry.tag } } + more).sorted { $0.tag < $1.tag }
  let start = 8 + raster.samples.count + raster.samples.count % 2
  var outside: [UInt8] = []
  var table = little(entries.count, 2)
  let end = start + 2 + 12 * entries.count + 4
  for (tag, values) in entries {
    let type = [273, 279, 330].contains(tag) ? 4 : 3
    let bytes = values.flatMap { little($0, type == 4 ? 4 : 2) }
    table += little(tag, 2) + little(type, 2) + little(values.count, 4)
    table += bytes.count <= 4 ? bytes + [UInt8](repeating: 0, count: 4 - bytes.count) : little(end + outside.count, 4)
    if bytes.count > 4 { outside += bytes }
  }
  var file: [UInt8] = [0x49, 0x49, 42, 0] + little(start, 4) + raster.samples
  if file.count < start { file.append(0) }
  return file + table + little(0, 4) + outside
}

/// A tag of EXIF data: its number, its type (2 text, 3 16-bit number, 7 anything) and its bytes.
typealias EXIFEntry = (tag: Int, type: Int, bytes: [UInt8])

/// EXIF data, little-endian, with a main directory, one for EXIF and one for interoperability if they have entries.
func exifBlock(
  _ main: [EXIFEntry], exif: [EXIFEntry] = [], interoperability: [EXIFEntry] = []
) -> [UInt8] {
  var block: [UInt8] = [0x49, 0x49, 42, 0] + little(8, 4)
  func size(_ count: Int) -> Int { 2 + 12 * count + 4 }
  func append(_ entries: [EXIFEntry], pointer: (tag: Int, place: Int)?) {
    var all = entries
    if let pointer { all.append((pointer.tag, 4, little(pointer.place, 4))) }
    var outside: [UInt8] = []
    let end = block.count + size(all.count)
    var table = little(all.count, 2)
    for entry in all.sorted(by: { $0.tag < $1.tag }) {
      let count = entry.bytes.count / (entry.type == 3 ? 2 : entry.type == 4 ? 4 : 1)
      table += little(entry.tag, 2) + little(entry.type, 2) + little(count, 4)
      if entry.bytes.count <= 4 {
        table += entry.bytes + [UInt8](repeating: 0, count: 4 - entry.bytes.count)
      } else {
        table += little(end + outside.count, 4)
        outside += entry.bytes
      }
    }
    block += table + little(0, 4) + outside
  }
  func length(_ entries: [EXIFEntry], _ hasPointer: Bool) -> Int {
    size(entries.count + (hasPointer ? 1 : 0)) + entries.reduce(0) { $0 + ($1.bytes.count > 4 ? $1.bytes.count : 0) }
  }
  let hasInteroperability = !interoperability.isEmpty
  let exifPlace = 8 + length(main, true)
  append(main, pointer: (0x8769, exifPlace))
  append(exif, pointer: hasInteroperability ? (0xA005, exifPlace + length(exif, true)) : nil)
  if hasInteroperability { append(interoperability, pointer: nil) }
  return block
}

/// A JPEG with EXIF data in front.
func jpeg(_ raster: Raster<UInt8>, exif: [UInt8]) throws -> [UInt8] {
  let file = try Encoder().bytes(of: raster, as: .jpeg)
  let data = Array("Exif".utf8) + [0, 0] + exif
  return [0xFF, 0xD8, 0xFF, 0xE1] + big(data.count + 2, 2) + data + file[2...]
}
