import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("Colour transfer: robustness")
struct GuidedUpsamplingRobustnessTests {
  private static func grey(_ value: Float, channels: Int = 3, side: Int = 32) -> Raster<Float> {
    Raster<Float>(width: side, height: side, channels: channels, repeating: value)
  }

  /// A small grid: these tests are about values, not about detail.
  private static let options = {
    var options = TransferOptions()
    options.cells = 8
    return options
  }()

  @Test("Constant pictures, black and white included", arguments: TransferMethod.allCases, [Float(0), 0.4, 1])
  func constant(method: TransferMethod, value: Float) throws {
    let transfer = try GuidedUpsampling(
      fitting: Self.grey(value), output: Self.grey(0.5), mask: Self.grey(1, channels: 1), method: method,
      options: Self.options)
    let result = try transfer.applied(to: Self.grey(value, side: 50), mask: Self.grey(1, channels: 1, side: 50))
    #expect(result.samples.allSatisfy { abs($0 - 0.5) < 1 / 255 })
  }

  @Test("A mask of one pixel, and a faint one", arguments: TransferMethod.allCases, [Float(1), 1e-3])
  func onePixel(method: TransferMethod, weight: Float) throws {
    var mask = Self.grey(0, channels: 1)
    mask.samples[mask.offset(x: 20, y: 9)] = weight
    let transfer = try GuidedUpsampling(
      fitting: Self.grey(0.3), output: Self.grey(0.6), mask: mask, method: method, options: Self.options)
    let result = try transfer.applied(to: Self.grey(0.3, side: 64), mask: Self.grey(1, channels: 1, side: 64))
    #expect(result.samples.allSatisfy { abs($0 - 0.6) < 2 / 255 })
  }

  @Test("One-pixel pictures")
  func tinyPictures() throws {
    for method in TransferMethod.allCases {
      let transfer = try GuidedUpsampling(
        fitting: Self.grey(0.3, side: 1), output: Self.grey(0.6, side: 1), mask: Self.grey(1, channels: 1, side: 1),
        method: method, options: Self.options)
      let result = try transfer.applied(to: Self.grey(0.3, side: 1), mask: Self.grey(1, channels: 1, side: 1))
      #expect(abs(result.samples[0] - 0.6) < 2 / 255)
    }
  }

  @Test("NaN and infinity from a network are refused with their place", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) throws {
    var output = Self.grey(0.5)
    output.samples[output.offset(x: 5, y: 7) + 1] = value
    let expected = TransferError.notFinite(what: "the network's output", x: 5, y: 7)
    #expect(throws: expected) {
      try GuidedUpsampling(fitting: Self.grey(0.5), output: output, mask: Self.grey(1, channels: 1))
    }
    #expect(expected.description.contains("column 5, row 7"))
  }

  @Test("Huge but finite outputs, NaN pixels and NaN masks neither trap nor spread")
  func wildValues() throws {
    let transfer = try GuidedUpsampling(
      fitting: Self.grey(0.5), output: Self.grey(1e30), mask: Self.grey(1, channels: 1), options: Self.options)
    var picture = Self.grey(0.5)
    picture.samples[0] = .nan
    picture.samples[4] = 1e20
    var mask = Self.grey(1, channels: 1)
    mask.samples[2] = .nan
    let result = try transfer.applied(to: picture, mask: mask).samples
    #expect(result[6..<9].allSatisfy { $0 == 0.5 })
    #expect(result[9...].allSatisfy { $0.isFinite && $0 <= 1 })
  }

  @Test("Wrong shapes and parameters are refused")
  func refused() throws {
    let (good, mask) = (Self.grey(0.5), Self.grey(1, channels: 1))
    #expect(throws: TransferError.emptyMask) {
      try GuidedUpsampling(fitting: good, output: good, mask: Self.grey(0, channels: 1))
    }
    #expect(throws: TransferError.wrongChannels(what: "the mask", channels: 3, expected: 1)) {
      try GuidedUpsampling(fitting: good, output: good, mask: good)
    }
    #expect(throws: TransferError.self) {
      try GuidedUpsampling(fitting: good, output: Self.grey(0.5, side: 8), mask: mask)
    }
    var options = TransferOptions()
    options.prior = .nan
    #expect(throws: TransferError.self) {
      try GuidedUpsampling(fitting: good, output: good, mask: mask, options: options)
    }
    let transfer = try GuidedUpsampling(fitting: good, output: good, mask: mask, options: Self.options)
    #expect(throws: PixelError.self) { try transfer.applied(to: good, mask: mask, strength: .nan) }
    #expect(throws: PixelError.invalidStrength(1.5)) { try transfer.applied(to: good, mask: mask, strength: 1.5) }
    #expect(throws: PixelError.self) { try transfer.applied(to: good, mask: Self.grey(1, channels: 1, side: 8)) }
    #expect(throws: PixelError.self) { try transfer.applied(to: good, mask: good) }
  }

  @Test("Flip averaging mirrors back")
  func flip() throws {
    let picture = try #require(Raster<Float>(width: 3, height: 2, channels: 1, samples: [1, 2, 3, 4, 5, 6]))
    #expect(picture.mirrored().samples == [3, 2, 1, 6, 5, 4])
    #expect(try picture.averaged(withMirrored: picture.mirrored()) == picture)
    #expect(throws: PixelError.self) { try picture.averaged(withMirrored: Self.grey(0)) }
  }
}
