import Foundation
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

@Suite struct MaskTests {
  private func mask(_ raster: Raster<UInt8>, _ channel: Mask.Channel = .brightness) throws -> Mask {
    try Mask(.bytes(try Encoder().bytes(of: raster, as: .png), name: "mask"), channel: channel)
  }

  @Test func anyImageIsAMask() throws {
    let grey = ellipse(40, 30).raster.map { $0 < 8 ? 0 : $0 > 247 ? 255 : $0 }
    #expect(try mask(grey).raster == grey)
    let rgb = Raster(
      width: 40, height: 30, channels: 3, unchecked: grey.samples.flatMap { (v: UInt8) -> [UInt8] in [v, v, v] })
    #expect(try mask(rgb).raster == grey)
    let deep = Raster(width: 40, height: 30, channels: 1, unchecked: grey.samples.map { UInt16($0) * 257 })
    #expect(try Mask(.bytes(try Encoder().bytes(of: deep, as: .png), name: "deep")).raster == grey)
    let clear = Raster(
      width: 40, height: 30, channels: 2, unchecked: grey.samples.flatMap { (v: UInt8) -> [UInt8] in [v, 0] })
    #expect(try mask(clear).statistics().isEmpty)
  }

  @Test func alphaIsAMask() throws {
    let values = ellipse(20, 20).raster.map { $0 < 8 ? 0 : $0 > 247 ? UInt8(255) : $0 }
    let cutout = Raster(
      width: 20, height: 20, channels: 4,
      unchecked: values.samples.flatMap { (v: UInt8) -> [UInt8] in [9, 90, 200, v] })
    #expect(try mask(cutout, .alpha).raster == values)
    #expect(throws: ImagingError.noAlpha(file: "mask")) { try mask(picture(20, 20), .alpha) }
  }

  @Test func statistics() throws {
    var raster = Raster<UInt8>(width: 50, height: 40, channels: 1, repeating: 0)
    #expect(Mask(values: raster).statistics() == .init(coverage: 0, bounds: nil, isFull: false))
    raster.samples[7 * 50 + 12] = 255
    raster.samples[30 * 50 + 3] = 51
    let some = Mask(values: raster).statistics()
    #expect(some.bounds == .init(x: 3, y: 7, width: 10, height: 24))
    #expect(abs(some.coverage - 1.2 / 2000) < 1e-12)
    let full = Mask(values: Raster(width: 5, height: 4, channels: 1, repeating: 255)).statistics()
    #expect(full.isFull && full.coverage == 1 && !full.isEmpty)
  }

  @Test("One pixel anywhere makes a foreground, one makes a background", arguments: [0, 7, 8, 15, 22])
  func foregroundAndBackground(place: Int) {
    var raster = Raster<UInt8>(width: 23, height: 1, channels: 1, repeating: 0)
    #expect(!Mask(values: raster).hasForeground && Mask(values: raster).hasBackground)
    raster.samples[place] = 1
    #expect(Mask(values: raster).hasForeground)
    raster.samples = Array(repeating: 255, count: 23)
    #expect(!Mask(values: raster).hasBackground && Mask(values: raster).hasForeground)
    raster.samples[place] = 254
    #expect(Mask(values: raster).hasBackground)
  }

  /// Dilation against the definition, with and without soft edges, larger than a block.
  @Test(arguments: [1.0, 1.5, 3, 7.3, 40])
  func growingTakesTheDiscsMaximum(radius: Double) throws {
    var raster = Raster<UInt8>(width: 90, height: 150, channels: 1, repeating: 0)
    for (x, y, value) in [(5, 5, 200), (60, 70, 255), (63, 71, 90), (89, 149, 30), (40, 80, 120)] {
      raster.samples[y * 90 + x] = UInt8(value)
    }
    let grown = try Mask(values: raster).grown(by: radius)
    let reach = Int(radius)
    for y in stride(from: 0, to: 150, by: 3) {
      for x in 0..<90 {
        var expected: UInt8 = 0
        for dy in -reach...reach {
          for dx in -reach...reach where Double(dx * dx + dy * dy) <= radius * radius {
            guard (0..<90).contains(x + dx), (0..<150).contains(y + dy) else { continue }
            expected = max(expected, raster.samples[(y + dy) * 90 + x + dx])
          }
        }
        #expect(grown.raster.samples[y * 90 + x] == expected)
      }
    }
  }

  @Test func shrinkingIsGrowingTheBackground() throws {
    let mask = ellipse(80, 60)
    #expect(try mask.grown(by: -4) == mask.inverted().grown(by: 4).inverted())
    let full = Mask(values: Raster(width: 20, height: 20, channels: 1, repeating: 255))
    #expect(try full.grown(by: -5) == full)
    #expect(throws: ImagingError.self) { try mask.grown(by: 513) }
  }

  /// The blur's impulse response has the right weight, spread and symmetry.
  @Test(arguments: [0.8, 2, 4, 6.5, 20])
  func featheringIsGaussian(sigma: Double) throws {
    // A vertical edge becomes the Gaussian's integral.
    let width = 240
    let edge = Raster(
      width: width, height: 30, channels: 1,
      unchecked: (0..<30).flatMap { _ in (0..<width).map { $0 < 120 ? UInt8(255) : 0 } })
    let soft = try Mask(values: edge).feathered(sigma: sigma)
    for x in 0..<width {
      let expected = 255 * 0.5 * erfc((Double(x) + 0.5 - 120) / sigma / 2.0.squareRoot())
      #expect(abs(Double(soft.raster.samples[15 * width + x]) - expected) < 4)
    }
  }

  @Test func featheringAnIslandKeepsItsWeight() throws {
    var raster = Raster<UInt8>(width: 200, height: 160, channels: 1, repeating: 0)
    for y in 60..<100 { for x in 80..<120 { raster.samples[y * 200 + x] = 255 } }
    for sigma in [1.0, 3, 8] {
      let soft = try Mask(values: raster).feathered(sigma: sigma)
      #expect(abs(soft.statistics().coverage - Mask(values: raster).statistics().coverage) < 0.001)
      #expect(soft.raster.samples[80 * 200 + 100] > 250)
    }
    let full = Mask(values: Raster(width: 30, height: 20, channels: 1, repeating: 255))
    #expect(try full.feathered(sigma: 5) == full)
    #expect(throws: ImagingError.self) { try full.feathered(sigma: -1) }
  }

  @Test func simpleOperations() throws {
    let mask = Mask(values: Raster(width: 4, height: 1, channels: 1, unchecked: [0, 100, 128, 255]))
    #expect(mask.inverted().raster.samples == [255, 155, 127, 0])
    #expect(try mask.thresholded().raster.samples == [0, 0, 255, 255])
    #expect(try mask.resized(width: 2, height: 1).width == 2)
    #expect(throws: ImagingError.self) { try mask.thresholded(at: 2) }
  }
}

@Suite struct CompositeTests {
  private func cutout(_ side: Int) throws -> ImageSource {
    var raster = Raster<UInt8>(width: side, height: side, channels: 4, repeating: 0)
    for y in 0..<side {
      for x in 0..<side {
        let inside = (x - side / 2) * (x - side / 2) + (y - side / 2) * (y - side / 2) < side * side / 9
        let at = raster.offset(x: x, y: y)
        raster.samples.replaceSubrange(at..<(at + 4), with: inside ? [200, 40, 10, 255] : [0, 255, 0, 0])
      }
    }
    return .bytes(try Encoder().bytes(of: raster, as: .png), name: "cutout")
  }

  @Test func pastesWhereTold() throws {
    let raster = picture(120, 100)
    let background = try Photo(.bytes(try Encoder().bytes(of: raster, as: .png), name: "background"))
    let made = try background.pasting(cutout(30), x: 50, y: 20)
    let result = try made.photo.raster()
    #expect(made.mask.width == 120 && made.mask.height == 100)
    for pixel in 0..<(120 * 100) {
      let range = (pixel * 3)..<(pixel * 3 + 3)
      switch made.mask.raster.samples[pixel] {
      case 0: #expect(result.samples[range] == raster.samples[range])
      case 255: #expect(Array(result.samples[range]) == [200, 40, 10])
      default: Issue.record("a hard cut-out became soft")
      }
    }
    let bounds = try #require(made.mask.statistics().bounds)
    #expect(bounds.x >= 50 && bounds.x + bounds.width <= 80 && bounds.y >= 20 && bounds.y + bounds.height <= 50)
    // The network's view and the written file show the same composite.
    #expect(worst(try made.photo.raster(width: 60, height: 50), try result.resized(width: 60, height: 50)) <= 1)
    #expect(try native(Encoder().bytes(of: made.photo, as: .png)).bytes == result)
    let rendering = try Rendering(made.photo, mask: made.mask, transform: IdentityTransform())
    #expect(try rendering.raster() == result)
  }

  @Test func scalingDoesNotBleedHiddenColours() throws {
    let background = try Photo(
      .bytes(
        try Encoder().bytes(of: Raster<UInt8>(width: 80, height: 60, channels: 3, repeating: 0), as: .png), name: "b")
    )
    let made = try background.pasting(cutout(90), x: -5, y: -5, scale: 0.7)
    let result = try made.photo.raster()
    // The cut-out's transparent pixels are green; no green may appear.
    for pixel in 0..<(80 * 60) { #expect(result.samples[pixel * 3 + 1] <= 41) }
    #expect(made.mask.statistics().coverage > 0.2)
  }

  @Test func nothingVisibleIsAnError() throws {
    let background = try Photo(.bytes(try Encoder().bytes(of: picture(40, 40), as: .png), name: "b"))
    #expect(throws: ImagingError.self) { try background.pasting(cutout(20), x: 100, y: 0) }
    #expect(throws: ImagingError.self) { try background.pasting(cutout(20), x: 0, y: 0, scale: 0) }
    let opaque = ImageSource.bytes(try Encoder().bytes(of: picture(9, 9), as: .png), name: "opaque")
    #expect(throws: ImagingError.noAlpha(file: "opaque")) { try background.pasting(opaque, x: 0, y: 0) }
  }

  @Test func colourSpacesMeet() throws {
    // An sRGB cut-out on a P3 photo shows its own sRGB colours.
    let background = try Photo(.bytes(try encoded(picture(60, 60), profile: "p3"), name: "p3"))
    let made = try background.pasting(cutout(30), x: 10, y: 10)
    let shown = try made.photo.raster()
    let middle = shown.offset(x: 25, y: 25)
    #expect(abs(Int(shown.samples[middle]) - 200) <= 2 && abs(Int(shown.samples[middle + 1]) - 40) <= 2)
  }

  @Test func comparisonsStandSideBySide() throws {
    let photo = try Photo(.bytes(try Encoder().bytes(of: picture(100, 50), as: .png), name: "p"))
    let both = try Comparison.raster(before: photo, after: photo, maximumSide: 64)
    #expect(both.height == 32 && both.width == 64 * 2 + 2)
  }
}
