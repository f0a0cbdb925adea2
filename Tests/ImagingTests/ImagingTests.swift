import Foundation
import Testing

@testable import Imaging

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("imaging-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  var contents: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Smooth colours with some texture: what photos look like to a codec.
func picture(_ width: Int, _ height: Int, bands: Int = 3) -> Raster<UInt8> {
  var raster = Raster<UInt8>(width: width, height: height, bands: bands, repeating: 0)
  for y in 0..<height {
    for x in 0..<width {
      for band in 0..<bands {
        let wave = sin(Double(x) / 17 + Double(band)) * cos(Double(y) / 23 - Double(band)) * 90
        raster.samples[raster.offset(x: x, y: y) + band] = UInt8(128 + wave + Double((x * 7 + y * 13 + band) % 9))
      }
    }
  }
  return raster
}

/// Mean absolute difference of samples.
func difference(_ a: Raster<UInt8>, _ b: Raster<UInt8>) -> Double {
  guard a.samples.count == b.samples.count else { return .infinity }
  return zip(a.samples, b.samples).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(a.samples.count)
}

@Suite struct RoundTripTests {
  @Test(arguments: [ImageFormat.png, .tiff])
  func losslessFormatsGiveBackTheSamples(format: ImageFormat) throws {
    let folder = try TemporaryFolder()
    let raster = picture(67, 41)
    let path = folder.file("a.\(format.suffix)")
    try Encoder().write(raster, to: path)
    #expect(try Decoder().raster(.file(path)) == raster)
    #expect(folder.contents == ["a.\(format.suffix)"])
  }

  @Test(arguments: [ImageFormat.jpeg, .webp])
  func lossyFormatsComeClose(format: ImageFormat) throws {
    let raster = picture(160, 120)
    let bytes = try Encoder().bytes(of: raster, as: format)
    let decoded = try Decoder().raster(.bytes(bytes, name: "memory"))
    #expect(decoded.width == 160 && decoded.height == 120 && decoded.bands == 3)
    #expect(difference(decoded, raster) < 4)
  }

  @Test func decodesToASize() throws {
    let raster = picture(1000, 700)
    for format in [ImageFormat.jpeg, .png] {
      let bytes = try Encoder().bytes(of: raster, as: format)
      let small = try Decoder().raster(.bytes(bytes, name: "memory"), width: 60, height: 50)
      #expect(small.width == 60 && small.height == 50)
      #expect(difference(small, try raster.resized(width: 60, height: 50)) < 1)
    }
  }
}
