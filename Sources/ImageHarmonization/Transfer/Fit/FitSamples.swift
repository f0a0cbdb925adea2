import HarmonizationPixels

/// A network's input and output with the mask, checked, as the fit reads them.
struct FitSamples {
  let width: Int
  let height: Int
  private let input: [Float]
  private let output: [Float]
  private let mask: [Float]

  /// Networks overshoot a little where colours clip, which helps to find the map; more than this is not a colour.
  private static let outputRange: ClosedRange<Float> = -0.5...1.5

  init(input: Raster<Float>, output: Raster<Float>, mask: Raster<Float>) throws(TransferError) {
    try Self.check("the network's input", input, channels: 3, like: input)
    try Self.check("the network's output", output, channels: 3, like: input)
    try Self.check("the mask", mask, channels: 1, like: input)
    width = input.width
    height = input.height
    self.input = input.samples
    self.output = output.samples
    self.mask = mask.samples
    guard mask.samples.contains(where: { $0 > 0 }) else { throw .emptyMask }
  }

  private static func check(_ what: String, _ raster: Raster<Float>, channels: Int, like other: Raster<Float>)
    throws(TransferError)
  {
    guard raster.channels == channels else {
      throw .wrongChannels(what: what, channels: raster.channels, expected: channels)
    }
    guard raster.width == other.width, raster.height == other.height else {
      throw .sizeMismatch(
        what: what, width: raster.width, height: raster.height, expectedWidth: other.width, expectedHeight: other.height
      )
    }
    guard let bad = raster.samples.firstIndex(where: { !$0.isFinite }) else { return }
    let pixel = bad / channels
    throw .notFinite(what: what, x: pixel % raster.width, y: pixel / raster.width)
  }

  /// The mask, 0...1.
  @inline(__always)
  func weight(x: Int, y: Int) -> Float { min(max(mask[y * width + x], 0), 1) }

  /// The input as (red, green, blue, 1), each 0...1.
  @inline(__always)
  func colour(x: Int, y: Int) -> SIMD4<Float> {
    let index = (y * width + x) * 3
    return SIMD4(input[index], input[index + 1], input[index + 2], 1).clamped(lowerBound: .zero, upperBound: .one)
  }

  /// The output as (red, green, blue, 0).
  @inline(__always)
  func target(x: Int, y: Int) -> SIMD4<Float> {
    let index = (y * width + x) * 3
    let range = Self.outputRange
    return SIMD4(output[index], output[index + 1], output[index + 2], 0)
      .clamped(lowerBound: .init(repeating: range.lowerBound), upperBound: .init(repeating: range.upperBound))
  }

  /// Output minus input as (red, green, blue, 0).
  @inline(__always)
  func change(x: Int, y: Int) -> SIMD4<Float> {
    var change = target(x: x, y: y) - colour(x: x, y: y)
    change.w = 0
    return change
  }
}
