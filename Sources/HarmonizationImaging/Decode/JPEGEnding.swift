import CHarmonizationVips
import HarmonizationSupport

/// JPEG files that lack their end marker though every pixel is there, as some cameras and interrupted programs leave them.
///
/// A decoder cannot tell such a file from one that was cut off: given the marker, it takes whatever bits stand before it. So the
/// file is decoded several times, with different bytes before the marker. Pixels that are all there do not depend on them.
enum JPEGEnding {
  /// The file with its end marker, if only that is missing; nil if the marker is there, or if pixels are missing as well.
  ///
  /// - Throws: ``ImagingError/file(_:)``.
  static func completed(_ source: ImageSource) throws(ImagingError) -> ImageSource? {
    if try source.part(at: source.byteCount() - 2, count: 2) == endMarker { return nil }
    let bytes = try source.part(count: Int.max)
    guard let scans = JPEGScans(bytes), !scans.hasEndMarker, scans.isComplete, !endsInRun(bytes) else { return nil }
    let pixels = fillers(after: scans).map { hash(of: bytes + $0 + endMarker) }
    guard let first = pixels[0], pixels.allSatisfy({ $0 == first }) else { return nil }
    return .bytes(bytes + endMarker, name: source.name)
  }

  private static let endMarker: [UInt8] = [0xFF, 0xD9]

  /// Where a file is expected to go on with a restart marker, a decoder passes over everything else.
  private static func fillers(after scans: JPEGScans) -> [[UInt8]] {
    let plain = [0x00, 0x55, 0xAA].map { [UInt8](repeating: $0, count: 256) }
    guard scans.restartInterval > 0 else { return plain }
    return plain + plain.map { [0xFF, 0xD0 + UInt8(scans.restarts & 7)] + $0 }
  }

  /// A download that broke off is often filled up with zeros, which a decoder takes for flat colour.
  private static func endsInRun(_ bytes: [UInt8]) -> Bool {
    let end = bytes.suffix(16)
    return end.allSatisfy { $0 == end.first }
  }

  /// A hash of the pixels; nil if the decoder refuses the file.
  private static func hash(of bytes: [UInt8]) -> UInt64? {
    try? ImageSource.bytes(bytes, name: "").withVips { (pointer) throws(ImagingError) in
      let image = try VipsOperation.image(
        ImageFormat.jpeg.loadOperation,
        [
          ("source", .object(pointer)), ("access", .int(CVIPS_ACCESS_SEQUENTIAL)),
          ("fail-on", .int(CVIPS_FAIL_ON_ERROR)),
        ]
      ) { .damaged(file: "", detail: $0) }
      var hash: UInt64 = 0
      try image.consume(failure: { .damaged(file: "", detail: $0) }) { area, pixels in
        for y in 0..<area.height {
          hash = XXH64.hash(pixels.bytes(ofRow: y, count: area.width * image.channels), seed: hash)
        }
      }
      return hash
    }
  }
}

/// The scans of a JPEG file: how much of which coefficient they carry.
struct JPEGScans {
  private(set) var hasEndMarker = false
  /// Blocks between two restart markers, 0 for none.
  private(set) var restartInterval = 0
  /// Restart markers in the last scan.
  private(set) var restarts = 0
  /// For each component, by its identifier: the lowest bit sent so far of each of its 64 coefficients.
  private var lowestBits: [UInt8: [UInt8]] = [:]
  private static let notSent: UInt8 = 255

  /// Whether each coefficient was sent to its last bit.
  var isComplete: Bool { !lowestBits.isEmpty && lowestBits.values.allSatisfy { $0.allSatisfy { $0 == 0 } } }

  /// Nil if `bytes` are no JPEG whose segments are whole.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var at = 2
    while let place = Self.marker(in: bytes, from: at) {
      let marker = bytes[place]
      at = place + 1
      switch marker {
      case 0xD9:
        hasEndMarker = true
        return
      case 0xD0...0xD7: restarts += 1
      case 0x01, 0xD8: break
      default:
        guard at + 2 <= bytes.count else { return nil }
        let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
        guard length >= 2, at + length <= bytes.count, read(marker, Array(bytes[(at + 2)..<(at + length)])) else {
          return nil
        }
        at += length
      }
    }
  }

  /// Where the next marker's second byte is.
  private static func marker(in bytes: [UInt8], from start: Int) -> Int? {
    var at = start
    while at + 1 < bytes.count {
      if bytes[at] == 0xFF, bytes[at + 1] != 0, bytes[at + 1] != 0xFF { return at + 1 }
      at += 1
    }
    return nil
  }

  private mutating func read(_ marker: UInt8, _ segment: [UInt8]) -> Bool {
    switch marker {
    case 0xDD:
      guard segment.count >= 2 else { return false }
      restartInterval = Int(segment[0]) << 8 | Int(segment[1])
    case 0xDA: return readScan(segment)
    case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
      guard segment.count >= 6, segment.count >= 6 + 3 * Int(segment[5]) else { return false }
      for i in 0..<Int(segment[5]) {
        lowestBits[segment[6 + 3 * i]] = [UInt8](repeating: Self.notSent, count: 64)
      }
    default: break
    }
    return true
  }

  private mutating func readScan(_ segment: [UInt8]) -> Bool {
    restarts = 0
    guard let count = segment.first.map(Int.init), segment.count >= 4 + 2 * count else { return false }
    let (first, last, bits) = (segment[1 + 2 * count], segment[2 + 2 * count], segment[3 + 2 * count])
    guard first <= last, last < 64 else { return false }
    for i in 0..<count {
      for coefficient in first...last { lowestBits[segment[1 + 2 * i]]?[Int(coefficient)] = bits & 15 }
    }
    return true
  }
}
