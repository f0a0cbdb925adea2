import HarmonizationPixels
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

  private func decode(_ code: [UInt8], _ width: Int, _ height: Int) -> [UInt8]? {
    code.withUnsafeBytes { MaskCode.decode($0, width: width, height: height) }
  }

  @Test("a mask code by hand: rows like the one above are zeros")
  func maskExample() {
    // 3 x 3: one row of 0 9 9, repeated, then 0 9 0.
    let plane: [UInt8] = [0, 9, 9, 0, 9, 9, 0, 9, 0]
    let code: [UInt8] = [1, 2, 9, 9, 5, 1, 9]
    #expect(MaskCode.encode(plane, width: 3) == code)
    #expect(decode(code, 3, 3) == plane)
    // 300 zeros take a number of two bytes.
    #expect(MaskCode.encode([UInt8](repeating: 0, count: 300), width: 10) == [0xAC, 2, 0])
  }

  @Test("masks come back exactly and shrink")
  func masks() {
    var random = CounterRandom(1)
    for (width, height) in [(1, 1), (7, 1), (1, 9), (40, 25)] {
      for levels in [1, 2, 256] {
        let plane = (0..<width * height).map { _ in UInt8(random.index(below: levels)) }
        #expect(decode(MaskCode.encode(plane, width: width), width, height) == plane)
      }
    }
    let mask = ellipse(width: 256, height: 256).bytes
    #expect(MaskCode.encode(mask.samples, width: 256).count < mask.samples.count / 8)
  }

  @Test("codes of another length, cut off or overflowing are refused")
  func brokenMasks() {
    let code: [UInt8] = [1, 2, 9, 9, 5, 1, 9]
    #expect(decode(code, 3, 4) == nil && decode(code, 2, 3) == nil && decode(code, 0, 0) == nil)
    for count in 0..<code.count { #expect(decode(Array(code[0..<count]), 3, 3) == nil) }
    #expect(decode([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], 3, 3) == nil)
    #expect(decode([0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0], 1 << 20, 1 << 20) == nil)
    #expect(decode([9, 0], .max, 2) == nil)
    var random = CounterRandom(2)
    for _ in 0..<5000 {
      let noise = (0..<random.index(below: 20)).map { _ in UInt8(random.index(below: 256)) }
      if let plane = decode(noise, 8, 8) { #expect(plane.count == 64) }
    }
  }

  @Test(
    "planes with half the chroma come back within two levels where colours are smooth",
    arguments: [(64, 48), (63, 47), (1, 1)])
  func planes(_ width: Int, _ height: Int) throws {
    var picture = Raster<UInt8>(width: width, height: height, channels: 3, repeating: 0)
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
