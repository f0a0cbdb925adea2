import HarmonizationPixels
import Testing

@testable import HarmonizationImaging

@Suite struct ShrinkOnLoadTests {
  /// Reducing inside the JPEG decoder gives nearly what reducing the whole picture gives, also at odd sizes.
  @Test(arguments: [(1000, 700), (1001, 703), (523, 1999)])
  func shrinkOnLoadIsCloseToExact(width: Int, height: Int) throws {
    let bytes = try Encoder().bytes(of: picture(width, height), as: .jpeg)
    let source = ImageSource.bytes(bytes, name: "jpeg")
    let small = try Decoder().raster(source, width: 60, height: 50)
    let exact = try Decoder().raster(source).resized(width: 60, height: 50)
    #expect(small.width == 60 && small.height == 50)
    #expect(difference(small, exact) < 0.7)
    #expect(worst(small, exact) <= 6)
  }
}
