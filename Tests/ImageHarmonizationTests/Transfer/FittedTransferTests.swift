import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("Mixing fitted transfers")
struct FittedTransferTests {
  private static let size = 16
  private static let mask = Raster<Float>(width: size, height: size, channels: 1, repeating: 1)

  private static func grey(_ value: Float) -> Raster<Float> {
    Raster(width: size, height: size, channels: 3, repeating: value)
  }

  /// The change from one grey to another.
  private static func transfer(to value: Float, cells: Int? = nil) throws -> GuidedUpsampling {
    var options = TransferOptions()
    options.cells = cells
    return try GuidedUpsampling(fitting: grey(0.4), output: grey(value), mask: mask, options: options)
  }

  /// What a transfer makes of one grey pixel in the middle of a picture.
  private static func image(of value: Float, by transfer: some FittedTransfer) -> Float {
    let operation = transfer.operation(in: PixelRect(x: 0, y: 0, width: 40, height: 40))
    var (red, green, blue, mask) = (value, value, value, Float(1))
    withUnsafeMutablePointer(to: &red) { red in
      withUnsafeMutablePointer(to: &green) { green in
        withUnsafeMutablePointer(to: &blue) { blue in
          withUnsafePointer(to: &mask) { mask in
            operation.apply(to: PixelSpan(x: 20, y: 20, count: 1, red: red, green: green, blue: blue, mask: mask))
          }
        }
      }
    }
    return red
  }

  @Test("The share decides between one change and the other", arguments: [Float(0), 0.25, 0.5, 1])
  func shares(share: Float) throws {
    let (darker, brighter) = (try Self.transfer(to: 0.3), try Self.transfer(to: 0.7))
    let between = try darker.mixed(with: brighter, share: share)
    #expect(abs(Self.image(of: 0.4, by: darker) - 0.3) < 1e-3)
    #expect(abs(Self.image(of: 0.4, by: between) - (0.3 + 0.4 * share)) < 1e-3)
  }

  @Test("Grids of different shapes and shares outside 0...1 are refused")
  func errors() throws {
    let transfer = try Self.transfer(to: 0.5)
    #expect(throws: TransferError.self) { try transfer.mixed(with: Self.transfer(to: 0.5, cells: 8), share: 0.5) }
    #expect(throws: TransferError.self) { try transfer.mixed(with: transfer, share: 1.5) }
    #expect(throws: TransferError.self) { try transfer.mixed(with: transfer, share: .nan) }
  }
}
