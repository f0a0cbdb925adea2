import HarmonizationImaging
import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("JPEG decoder")
struct JPEGDecoderTests {
  private func encoded(_ picture: Raster<UInt8>, quality: Int, chroma: EncodingOptions.Chroma) throws -> [UInt8] {
    var options = EncodingOptions()
    (options.quality, options.chroma) = (quality, chroma)
    return try Encoder(options: options).bytes(of: picture, as: .jpeg)
  }

  private func decode(_ bytes: [UInt8]) throws -> Raster<UInt8> {
    try bytes.withUnsafeBytes { try JPEGDecoder.decode($0, name: "test") }
  }

  @Test("agrees with libjpeg within rounding", arguments: [40, 75, 95], [EncodingOptions.Chroma.full, .half])
  func libjpeg(_ quality: Int, _ chroma: EncodingOptions.Chroma) throws {
    for (width, height) in [(64, 48), (67, 45), (8, 8), (1, 1), (130, 17)] {
      let bytes = try encoded(scene(80, width: width, height: height).bytes, quality: quality, chroma: chroma)
      let expected = try Decoder().raster(.bytes(bytes, name: "test"), colour: .asStored)
      let actual = try decode(bytes)
      #expect(actual.width == width && actual.height == height)
      let differences = zip(actual.samples, expected.samples).map { abs(Int($0) - Int($1)) }
      // libjpeg rounds chroma and colour conversion to integers on the way.
      #expect((differences.max() ?? 0) <= 3)
      #expect(Double(differences.reduce(0, +)) < 0.6 * Double(differences.count))
    }
  }

  @Test("grey pictures become RGB")
  func grey() throws {
    let plane = scene(81, width: 33, height: 20).bytes.firstChannel
    let bytes = try encoded(plane, quality: 95, chroma: .automatic)
    let expected = try Decoder().raster(.bytes(bytes, name: "test"), colour: .asStored)
    #expect(zip(try decode(bytes).samples, expected.samples).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test("cut off at any byte: an error or a picture, never more")
  func truncated() throws {
    let bytes = try encoded(scene(82, width: 40, height: 24).bytes, quality: 80, chroma: .half)
    for count in stride(from: 0, to: bytes.count - 40, by: 7) {
      #expect(throws: DataError.self) { try decode(Array(bytes[0..<count])) }
    }
  }

  @Test("ten thousand mutations end in a picture or a typed error")
  func mutated() throws {
    let bytes = try encoded(scene(83, width: 24, height: 16).bytes, quality: 80, chroma: .half)
    var random = CounterRandom(84)
    var refused = 0
    for _ in 0..<10_000 {
      var broken = bytes
      for _ in 0...random.index(below: 4) {
        broken[random.index(below: broken.count)] = UInt8(random.index(below: 256))
      }
      do { _ = try decode(broken) } catch is DataError { refused += 1 }
    }
    #expect(refused > 1000)
  }

  @Test("progressive files are refused by name")
  func progressive() throws {
    var options = EncodingOptions()
    options.isProgressive = true
    let bytes = try Encoder(options: options).bytes(of: scene(85).bytes, as: .jpeg)
    let error = #expect(throws: DataError.self) { try decode(bytes) }
    #expect(error?.description.contains("progressive") == true)
  }
}
