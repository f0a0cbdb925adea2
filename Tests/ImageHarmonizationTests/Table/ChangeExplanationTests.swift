import Foundation
import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("Changes in a retoucher's words")
struct ChangeExplanationTests {
  /// All colours, evenly: what a foreground does not show is drawn towards no change, and cannot be told exactly.
  private static let colours: Raster<Float> = {
    var raster = Raster<Float>(width: 64, height: 64, channels: 3, repeating: 0)
    for pixel in 0..<64 * 64 {
      for channel in 0..<3 { raster.samples[3 * pixel + channel] = Float(pixel >> (4 * channel) & 15) / 15 }
    }
    return raster
  }()

  private static func explanation(_ change: @escaping (SIMD3<Double>) -> SIMD3<Double>) throws -> ChangeExplanation {
    let table = ColourTable(size: 65) { SIMD3<Float>(change(SIMD3<Double>($0))) }
    let mask = Raster<Float>(width: 64, height: 64, channels: 1, repeating: 1)
    return try ChangeExplanation(from: colours, to: colours.changed(by: table, mask: mask), mask: mask)
  }

  private static func lit(_ colour: SIMD3<Double>, _ gains: SIMD3<Double>) -> SIMD3<Double> {
    func channel(_ value: Double, _ gain: Double) -> Double { SRGBCurve.encoded(gain * SRGBCurve.linear(value)) }
    return SIMD3(channel(colour.x, gains.x), channel(colour.y, gains.y), channel(colour.z, gains.z))
  }

  @Test("Exposure is found alone")
  func exposure() throws {
    let words = try Self.explanation { Self.lit($0, .init(repeating: exp2(-0.5))) }
    #expect(abs(words.exposure + 0.5) < 0.05)
    #expect(abs(words.temperature - 6504) < 100 && abs(words.tint) < 0.02 && abs(words.saturation) < 0.05)
    #expect(words.unexplained > 40)
  }

  @Test("Warm and cool, green and magenta have the right sides")
  func balance() throws {
    let warm = try Self.explanation { Self.lit($0, SIMD3(1.15, 1, 0.85)) }
    let cool = try Self.explanation { Self.lit($0, SIMD3(0.85, 1, 1.15)) }
    #expect(warm.temperature < 6000 && cool.temperature > 7000)
    #expect(warm.description.contains("warmer") && cool.description.contains("cooler"))
    let green = try Self.explanation { Self.lit($0, SIMD3(0.97, 1.06, 0.97)) }
    #expect(green.tint > 0.05 && green.description.contains("towards green"))
  }

  @Test("Saturation and contrast are told from each other")
  func tone() throws {
    let pale = try Self.explanation { colour in
      let grey = 0.2126 * colour.x + 0.7152 * colour.y + 0.0722 * colour.z
      return grey + 0.7 * (colour - grey)
    }
    #expect(abs(pale.saturation + 0.3) < 0.03 && abs(pale.contrast) < 0.05 && abs(pale.exposure) < 0.05)
    let hard = try Self.explanation { colour in colour + 0.3 * 4 * colour * (1 - colour) * (colour - 0.5) }
    #expect(abs(hard.contrast - 0.3) < 0.06)
  }

  @Test("No change is no words; what no word says remains")
  func remainder() throws {
    let none = try Self.explanation { $0 }
    #expect(abs(none.exposure) < 1e-3 && none.unexplained > 80)
    let odd = try Self.explanation { SIMD3($0.z, $0.y, $0.x) }
    #expect(odd.unexplained < 30)
    let picture = Raster<Float>(width: 4, height: 4, channels: 3, repeating: 0.5)
    let empty = Raster<Float>(width: 4, height: 4, channels: 1, repeating: 0)
    #expect(throws: HarmonizationError.self) { try ChangeExplanation(from: picture, to: picture, mask: empty) }
  }
}
