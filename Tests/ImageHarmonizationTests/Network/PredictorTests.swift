import HarmonizationImaging
import HarmonizationPixels
import HarmonizationOpenVINO
import Testing

@testable import ImageHarmonization

@Suite("Predictions", .needsOpenVINO)
struct PredictorTests {
  private static let session = Result {
    try NetworkSession(GeneratedModel.load(), backend: .openVINO(InferenceOptions(precision: .f32, cache: nil)))
  }

  /// A picture and a mask that are not symmetric.
  private static func scene(_ size: Int) -> (composite: Raster<Float>, mask: Raster<Float>) {
    var composite = Raster<Float>(width: size, height: size, channels: 3, repeating: 0)
    var mask = Raster<Float>(width: size, height: size, channels: 1, repeating: 0)
    for y in 0..<size {
      for x in 0..<size {
        for channel in 0..<3 {
          composite.samples[(y * size + x) * 3 + channel] = Float((x * (channel + 1) + 2 * y) % 97) / 97
        }
        mask.samples[y * size + x] = x > 40 && x < 120 && y > 60 && y < 200 ? 1 : 0
      }
    }
    return (composite, mask)
  }

  private static func worst(_ a: Raster<Float>, _ b: Raster<Float>) -> Float {
    zip(a.samples, b.samples).reduce(a.samples.count == b.samples.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
  }

  @Test("With flips: the mean over the picture and its mirror image")
  func flips() async throws {
    let session = try Self.session.get()
    let (plain, flipping) = (Predictor(session), Predictor(session, flips: true))
    let (composite, mask) = Self.scene(session.shape.width)
    let one = try await plain(composite, mask: mask)
    let other = try await plain(composite.mirrored(), mask: mask.mirrored())
    let mean = try await flipping(composite, mask: mask)
    // By hand: the mirrored result is read from right to left.
    var largest: Float = 0
    for y in 0..<session.shape.height {
      for x in 0..<session.shape.width {
        for channel in 0..<3 {
          let (here, there) = ((y * 256 + x) * 3 + channel, (y * 256 + 255 - x) * 3 + channel)
          largest = max(largest, abs(mean.samples[here] - (one.samples[here] + other.samples[there]) / 2))
        }
      }
    }
    #expect(largest < 1e-5)
    // The mirrored picture gives the mirrored result, which a network alone does not.
    #expect(Self.worst(try await flipping(composite.mirrored(), mask: mask.mirrored()), mean.mirrored()) < 1e-5)
    #expect(Self.worst(one, other.mirrored()) > 1e-3)
  }

  @Test("The reference protocol makes the mask hard: above 100 is foreground")
  func hardMask() async throws {
    let reference = ReferencePredictor(Predictor(try Self.session.get()))
    var picture = Raster<UInt8>(width: 300, height: 280, channels: 3, repeating: 0)
    for index in picture.samples.indices { picture.samples[index] = UInt8(index % 251) }
    let photo = try Photo(.bytes(Encoder().bytes(of: picture, as: .png), name: "photo"))
    func result(_ value: UInt8) async throws -> Raster<UInt8> {
      var mask = Raster<UInt8>(width: 300, height: 280, channels: 1, repeating: 0)
      for y in 50..<200 { for x in 30..<150 { mask.samples[y * 300 + x] = value } }
      return try await reference.predict(photo, mask: #require(Mask(mask)))
    }
    let full = try await result(255)
    #expect(full.width == 256 && full.height == 256)
    let none = try await result(0)
    #expect(none != full)
    #expect(try await result(100) == none)
  }

  @Test("Values that do not fill the input are an error")
  func wrongSize() async throws {
    let predictor = Predictor(try Self.session.get())
    let (composite, mask) = Self.scene(100)
    await #expect(throws: HarmonizationError.self) { try await predictor(composite, mask: mask) }
  }
}
