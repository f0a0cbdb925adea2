import Foundation
import Testing

@testable import HarmonizationData
@testable import HarmonizationPixels

@Suite("Vector logarithm and exponential")
struct TranscendentalTests {
  @Test("log2 agrees with the C library over the range of colours and beyond")
  func logarithm() {
    var worst = 0.0
    var x: Float = 1e-9
    while x < 1e6 {
      let value = Double(log2(Lanes(repeating: x))[3])
      worst = max(worst, abs(value - Foundation.log2(Double(x))) / max(1, abs(value)))
      x *= 1.0007
    }
    #expect(worst < 3e-7)
  }

  @Test("exp2 agrees with the C library and saturates instead of overflowing")
  func exponential() {
    var worst = 0.0
    for i in -4000...4000 {
      let x = Float(i) / 203
      worst = max(worst, abs(Double(exp2(Lanes(repeating: x))[0]) / Foundation.exp2(Double(x)) - 1))
    }
    #expect(worst < 3e-7)
    #expect(exp2(Lanes(repeating: 1e30))[0] == 0x1p60)
    #expect(exp2(Lanes(repeating: -1e30))[0] == 0x1p-60)
  }
}
