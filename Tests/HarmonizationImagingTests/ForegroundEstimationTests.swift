import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationImaging

/// Hair that was cut out in front of one colour and keeps it in its soft edge.
@Suite struct ForegroundEstimationTests {
  private static let side = 96

  /// A head with strands, 0...1.
  private static let alpha: [Float] = (0..<side * side).map { index in
    let (dx, dy) = (Float(index % side) - 48, Float(index / side) - 48)
    let radius = (dx * dx + dy * dy).squareRoot()
    let strands = 0.6 + 0.4 * sin(atan2(dy, dx) * 40)
    return min(max((40 - radius) / 14, 0), 1) * (radius > 28 ? strands : 1)
  }

  /// Hair of a colour that changes slowly.
  private static func foreground(_ index: Int) -> [Float] {
    [0.47 + 0.1 * Float(index % side) / Float(side), 0.31, 0.2 + 0.05 * Float(index / side) / Float(side)]
  }

  private static func cutout(over background: [Float]) -> Raster<UInt16> {
    let samples = (0..<side * side).flatMap { index -> [UInt16] in
      let opacity = alpha[index]
      let mixed = zip(foreground(index), background).map { opacity * $0 + (1 - opacity) * $1 }
      return (mixed + [opacity]).map { UInt16(unit: $0) }
    }
    return Raster(width: side, height: side, channels: 4, unchecked: samples)
  }

  /// The mean error of the soft edge's colours, weighted by how much they show, in levels of 255.
  private static func error(_ colour: (Int) -> [Float]) -> Double {
    var (sum, weight) = (Float(0), Float(0))
    for index in alpha.indices where alpha[index] > 0.02 && alpha[index] < 0.98 {
      for (found, own) in zip(colour(index), foreground(index)) { sum += alpha[index] * abs(found - own) }
      weight += 3 * alpha[index]
    }
    return Double(sum / weight) * 255
  }

  @Test(arguments: [[1, 1, 1], [0.5, 0.5, 0.5], [0, 0.7, 0.2]] as [[Float]])
  func colouredRimsGo(background: [Float]) {
    let cutout = Self.cutout(over: background)
    let before = Self.error { index in (0..<3).map { cutout.samples[4 * index + $0].unit } }
    let estimated = ForegroundEstimation(cutout).foreground()
    let after = Self.error { index in (0..<3).map { estimated.samples[3 * index + $0] } }
    #expect(before > 10)
    #expect(after < 0.35 * before, "\(before) levels before, \(after) after")
    // Where the cut-out is opaque its colours are its own.
    for index in Self.alpha.indices where Self.alpha[index] == 1 {
      for channel in 0..<3 {
        #expect(abs(estimated.samples[3 * index + channel] - cutout.samples[4 * index + channel].unit) < 0.02)
      }
    }
  }

  @Test func tinyCutoutsDoNotTrap() {
    for (width, height) in [(1, 1), (1, 7), (9, 1), (2, 3)] {
      let cutout = Raster<UInt16>(width: width, height: height, channels: 4, repeating: 30_000)
      #expect(ForegroundEstimation(cutout).foreground().samples.count == 3 * width * height)
    }
  }
}
