import Foundation
import HarmonizationPixels
import Testing

/// Makes every pixel the same colour.
private struct Constant: PixelTransform {
  let colour: SIMD3<Float>

  func apply(to span: PixelSpan) {
    for i in 0..<span.count { (span.red[i], span.green[i], span.blue[i]) = (colour.x, colour.y, colour.z) }
  }
}

@Suite("Colour changes on rasters in memory")
struct ChangeTests {
  private let mask = Raster<UInt8>(width: 4, height: 1, channels: 1, samples: [0, 51, 255, 0])
  private let constant = Constant(colour: SIMD3(0.6, 0.6, 0.6))

  @Test("native + strength * mask * (changed - native), at every depth")
  func formula() throws {
    let mask = try #require(mask)
    let bytes = Raster<UInt8>(width: 4, height: 1, channels: 3, repeating: 100)
    #expect(try bytes.changed(by: constant, mask: mask).samples == triples(100, 111, 153, 100))
    #expect(try bytes.changed(by: constant, mask: mask, strength: 0.4).samples == triples(100, 104, 121, 100))
    let words = Raster<UInt16>(width: 4, height: 1, channels: 3, repeating: 10000)
    #expect(try words.changed(by: constant, mask: mask).samples == triples(10000, 15864, 39321, 10000))
    let floats = Raster<Float>(width: 4, height: 1, channels: 3, repeating: 0.25)
    let result = try floats.changed(by: constant, mask: mask).samples
    for (value, expected) in zip(result, triples(0.25, 0.32, 0.6, 0.25) as [Float]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  private func triples<Value>(_ values: Value...) -> [Value] { values.flatMap { [$0, $0, $0] } }

  @Test("grey takes the change of its brightness, alpha stays", arguments: [1, 2, 4])
  func channels(count: Int) throws {
    let mask = try #require(mask)
    var picture = Raster<UInt8>(width: 4, height: 1, channels: count, repeating: 100)
    if count % 2 == 0 { for pixel in 0..<4 { picture.samples[pixel * count + count - 1] = 77 } }
    let red = Constant(colour: SIMD3(1, 100.0 / 255, 100.0 / 255))
    let result = try picture.changed(by: red, mask: mask)
    // BT.709: red weighs 0.2126, and (255 - 100) * 0.2126 = 33.
    #expect(result.samples[2 * count] == (count < 3 ? 133 : 255))
    if count % 2 == 0 { #expect((0..<4).allSatisfy { result.samples[$0 * count + count - 1] == 77 }) }
    #expect(result.samples[0..<count] == picture.samples[0..<count])
  }

  @Test("masks of another size and strengths outside 0...1 are refused")
  func refused() throws {
    let picture = Raster<UInt8>(width: 5, height: 1, channels: 3, repeating: 0)
    #expect(throws: PixelError.self) { try picture.changed(by: constant, mask: #require(mask)) }
    let fitting = Raster<UInt8>(width: 5, height: 1, channels: 1, repeating: 255)
    #expect(throws: PixelError.invalidStrength(-1)) {
      try picture.changed(by: constant, mask: fitting, strength: -1)
    }
  }
}

@Suite("Normalization and blur")
struct NormalizationTests {
  @Test("planes are channel by channel, and come back")
  func planes() throws {
    let picture = try #require(Raster<UInt8>(width: 2, height: 1, channels: 3, samples: [0, 51, 255, 255, 102, 0]))
    let normalization = ChannelNormalization(mean: [0.5, 0.2, 0], deviation: [0.5, 0.1, 2])
    let planes = normalization.planes(of: picture)
    for (value, expected) in zip(planes, [-1, 1, 0, 2, 0.5, 0] as [Float]) { #expect(abs(value - expected) < 1e-5) }
    #expect(planes.count == 6)
    let back = normalization.raster(of: planes, width: 2, height: 1)
    for (value, sample) in zip(back.samples, picture.samples) { #expect(abs(value * 255 - Float(sample)) < 1e-3) }
    #expect(normalization.planes(of: Raster<Float>(width: 2, height: 1, channels: 1, repeating: 0)).isEmpty)
    #expect(normalization.raster(of: [1], width: 2, height: 1).samples.allSatisfy { $0 == 0 })
  }

  @Test("blurring keeps constants and spreads a point as the normal distribution")
  func blur() {
    let full = Raster<UInt8>(width: 10, height: 10, channels: 1, repeating: 255)
    #expect(Blur(sigma: 2).words(of: full).samples.allSatisfy { $0 == 65535 })
    var point = Raster<UInt8>(width: 21, height: 21, channels: 1, repeating: 0)
    point.samples[10 * 21 + 10] = 255
    let blurred = Blur(sigma: 1.5).words(of: point).units().samples
    let centre = blurred[10 * 21 + 10]
    #expect(abs(Double(centre) - 1 / (2 * .pi * 2.25)) < 0.001)
    #expect(abs(Double(blurred[10 * 21 + 12] / centre) - exp(-4 / 4.5)) < 1e-3)
  }
}
