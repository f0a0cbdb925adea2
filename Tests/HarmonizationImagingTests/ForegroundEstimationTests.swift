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

  private static func cutout(over background: [Float], hidden: [UInt16]? = nil) -> Raster<UInt16> {
    let samples = (0..<side * side).flatMap { index -> [UInt16] in
      let opacity = alpha[index]
      if let hidden, opacity == 0 { return hidden + [0] }
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

  /// What is under transparent pixels is the old background, or what a program put there.
  @Test(
    arguments: [[1, 1, 1], [0.5, 0.5, 0.5], [0, 0.7, 0.2]] as [[Float]],
    [nil, [0, 0, 0], [.max, .max, .max]] as [[UInt16]?])
  func colouredRimsGo(background: [Float], hidden: [UInt16]?) {
    let cutout = Self.cutout(over: background, hidden: hidden)
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

  @Test func aNetworkIsShownCleanEdges() throws {
    let background = try Photo(
      Raster<UInt8>(
        width: 140, height: 140, channels: 3,
        unchecked: Array(repeating: [40, 60, 110], count: 140 * 140).flatMap { $0 }))
    func shown(_ cutout: Raster<UInt16>) throws -> (network: Raster<Float>, picture: Raster<UInt8>) {
      let photo = try background.pasting(
        .bytes(Encoder().bytes(of: cutout, as: .png), name: "cut.png"), x: 20, y: 20
      ).photo
      return (try photo.units(width: 140, height: 140), try photo.raster())
    }
    let (clean, white) = (try shown(Self.cutout(over: [0.47, 0.31, 0.2])), try shown(Self.cutout(over: [1, 1, 1])))
    let rim = Self.alpha.indices.filter { Self.alpha[$0] > 0.1 && Self.alpha[$0] < 0.9 }.map { index in
      (index / Self.side + 20) * 140 + index % Self.side + 20
    }
    func mean(_ difference: (Int) -> Float) -> Float {
      var sum: Float = 0
      for pixel in rim { for channel in 0..<3 { sum += difference(3 * pixel + channel) } }
      return sum / Float(3 * rim.count)
    }
    let inPicture = mean { abs(Float(white.picture.samples[$0]) - Float(clean.picture.samples[$0])) }
    let forNetwork = mean { abs(white.network.samples[$0] - clean.network.samples[$0]) * 255 }
    #expect(inPicture > 20)
    #expect(forNetwork < 0.25 * inPicture, "\(forNetwork) of \(inPicture)")
  }

  @Test func hardEdgesNeedNoCleaning() throws {
    var cutout = Raster<UInt16>(width: 3, height: 2, channels: 4, repeating: 0)
    for pixel in [1, 2, 5] { cutout.samples[4 * pixel + 3] = .max }
    #expect(CleanEdges(cutout) == nil)
    cutout.samples[3] = 9
    let clean = try #require(CleanEdges(cutout))
    let (colours, opacity) = (
      Raster<UInt16>(width: 1, height: 1, channels: 3, repeating: 7),
      Raster<UInt16>(width: 1, height: 1, channels: 1, repeating: .max)
    )
    let part = PixelRect(x: 5, y: 3, width: 1, height: 1)
    #expect(clean.colours(colours, opacity: opacity, part: part, of: (6, 4)) == colours)
  }

  @Test func tinyCutoutsDoNotTrap() {
    for (width, height) in [(1, 1), (1, 7), (9, 1), (2, 3)] {
      let cutout = Raster<UInt16>(width: width, height: height, channels: 4, repeating: 30_000)
      #expect(ForegroundEstimation(cutout).foreground().samples.count == 3 * width * height)
    }
  }
}
