import HarmonizationImaging
import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("JPEG encoder")
struct JPEGEncoderTests {
  @Test("files decode to nearly the picture", arguments: [(64, 48), (67, 45), (8, 8), (1, 1), (130, 17)])
  func roundTrip(width: Int, height: Int) throws {
    let picture = scene(90, width: width, height: height).bytes
    var last = Double.infinity
    for quality in [60, 85, 100] {
      let file = try picture.jpeg(quality: quality)
      let decoded = try file.withUnsafeBytes { try JPEGDecoder.decode($0, name: "test") }
      #expect(decoded.width == width && decoded.height == height)
      let differences = zip(decoded.samples, picture.samples).map { Double($0) - Double($1) }
      let error = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
      #expect(error <= last + 0.5)
      last = error
    }
    #expect(last < 1)
  }

  @Test("strong edges and noise survive; other decoders read the file")
  func extremes() throws {
    var random = CounterRandom(5)
    var picture = Raster<UInt8>(width: 40, height: 33, channels: 3, repeating: 0)
    for i in picture.samples.indices { picture.samples[i] = random.chance(0.5) ? 255 : 0 }
    let file = try picture.jpeg(quality: 100)
    let ours = try file.withUnsafeBytes { try JPEGDecoder.decode($0, name: "test") }
    let differences = zip(ours.samples, picture.samples).map { abs(Int($0) - Int($1)) }
    #expect((differences.max() ?? 255) <= 8)
    if let theirs = try? Decoder().raster(.bytes(file, name: "test"), colour: .asStored) {
      #expect(zip(ours.samples, theirs.samples).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
    }
  }

  @Test("what is no RGB picture is refused")
  func refusal() {
    #expect(throws: DataError.self) { try Raster<UInt8>(width: 4, height: 4, channels: 1, repeating: 0).jpeg() }
  }
}
