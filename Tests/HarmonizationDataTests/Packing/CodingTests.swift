import Imaging
import Testing

@testable import HarmonizationData

@Suite("Codes of packs")
struct CodingTests {
  @Test("CRC-32 of the standard's check value, of any length")
  func crc() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum(Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414F_A339)
    #expect(CRC32.checksum([]) == 0)
  }

  @Test("PackBits decodes the example of Apple's technical note 1023")
  func packBitsExample() {
    let code: [UInt8] = [0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA]
    let expected: [UInt8] = [
      0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0x22, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA,
      0xAA,
      0xAA, 0xAA, 0xAA, 0xAA,
    ]
    #expect(code.withUnsafeBytes { PackBits.decode($0, count: 24) } == expected)
    #expect(code.withUnsafeBytes { PackBits.decode($0, count: 23) } == nil)
    #expect(code.withUnsafeBytes { PackBits.decode($0, count: 25) } == nil)
    #expect(code.dropLast().map { $0 }.withUnsafeBytes { PackBits.decode($0, count: 24) } == nil)
  }

  @Test("PackBits gives back what it was given, and masks shrink")
  func packBits() {
    var random = CounterRandom(1)
    for length in [0, 1, 2, 127, 128, 129, 1000] {
      for levels in [1, 2, 256] {
        let bytes = (0..<length).map { _ in UInt8(random.index(below: levels)) }
        #expect(PackBits.encode(bytes).withUnsafeBytes { PackBits.decode($0, count: length) } == bytes)
      }
    }
    let mask = ellipse(width: 256, height: 256).bytes
    #expect(PackBits.encode(mask.samples).count < mask.samples.count / 8)
    #expect([UInt8](repeating: 0x81, count: 8).withUnsafeBytes { PackBits.decode($0, count: 1 << 40) } == nil)
  }

  @Test(
    "planes with half the chroma come back within two levels where colours are smooth",
    arguments: [(64, 48), (63, 47), (1, 1)])
  func planes(_ width: Int, _ height: Int) throws {
    var picture = Raster<UInt8>(width: width, height: height, bands: 3, repeating: 0)
    for y in 0..<height {
      for x in 0..<width {
        let i = picture.offset(x: x, y: y)
        picture.samples.replaceSubrange(i..<i + 3, with: [UInt8(40 + x), UInt8(60 + 2 * y), UInt8(120 + x / 2)])
      }
    }
    let bytes = picture.ycbcr420()
    let decoded = try #require(bytes.withUnsafeBytes { Raster.fromYCbCr420($0, width: width, height: height) })
    #expect(zip(decoded.samples, picture.samples).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
    #expect(bytes.withUnsafeBytes { Raster.fromYCbCr420($0, width: width + 2, height: height) } == nil)
  }
}
