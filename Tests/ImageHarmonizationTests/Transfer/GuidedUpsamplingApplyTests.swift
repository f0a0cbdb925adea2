import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("Colour transfer: application")
struct GuidedUpsamplingApplyTests {
  private static let scene = TransferScene { colour, u, _ in colour * SIMD3(0.9, 0.7, 0.6 + 0.3 * u) + 0.1 }

  /// Fitted once for all tests.
  private static let transfers = Dictionary(
    uniqueKeysWithValues: TransferMethod.allCases.compactMap { method in
      (try? GuidedUpsampling(fitting: scene.input, output: scene.output, mask: scene.smallMask, method: method))
        .map { (method, $0) }
    })

  private static func transfer(_ method: TransferMethod = .bilateralGrid) throws -> GuidedUpsampling {
    try #require(transfers[method])
  }

  @Test("Pixels of mask 0 stay bit for bit, others change", arguments: TransferMethod.allCases)
  func background(method: TransferMethod) throws {
    let words = Self.scene.native.quantised(to: UInt16.self)
    let result = try Self.transfer(method).applied(to: words, mask: Self.scene.mask)
    var (changed, spoiled) = (0, 0)
    for pixel in Self.scene.mask.samples.indices {
      let same = (0..<3).allSatisfy { result.samples[pixel * 3 + $0] == words.samples[pixel * 3 + $0] }
      if Self.scene.mask.samples[pixel] == 0 { spoiled += same ? 0 : 1 } else if !same { changed += 1 }
    }
    #expect(spoiled == 0)
    #expect(changed > 5_000)
  }

  @Test("Bands of rows and tiles fit together exactly", arguments: TransferMethod.allCases)
  func tiles(method: TransferMethod) throws {
    let transfer = try Self.transfer(method)
    let picture = Self.scene.native.quantised(to: UInt8.self)
    let mask = Self.scene.mask.quantised(to: UInt8.self)
    let whole = try transfer.applied(to: picture, mask: mask)
    let rows = RowRenderer(
      NativeTransfer(transfer, width: picture.width, height: picture.height), channels: 3, hasAlpha: false)
    for (tileWidth, tileHeight) in [(picture.width, 37), (picture.width, 1), (101, 64)] {
      var assembled = Raster<UInt8>(width: picture.width, height: picture.height, channels: 3, repeating: 0)
      for y in stride(from: 0, to: picture.height, by: tileHeight) {
        for x in stride(from: 0, to: picture.width, by: tileWidth) {
          let tile = PixelRect(
            x: x, y: y, width: min(tileWidth, picture.width - x), height: min(tileHeight, picture.height - y))
          assembled.paste(Self.changed(rows, picture.crop(tile), mask.crop(tile), tile), at: tile)
        }
      }
      #expect(assembled == whole)
    }
  }

  private static func changed(
    _ rows: RowRenderer, _ pixels: [UInt8], _ mask: [UInt8], _ tile: PixelRect
  ) -> [UInt8] {
    var result = pixels
    let scratch = Scratch(width: tile.width)
    mask.withUnsafeBufferPointer { mask in
      result.withUnsafeMutableBufferPointer { pixels in
        guard let mask = mask.baseAddress, let pixels = pixels.baseAddress else { return }
        for row in 0..<tile.height {
          rows.render(
            pixels + row * tile.width * 3, x: tile.x, y: tile.y + row, count: tile.width,
            mask: mask + row * tile.width, scratch: scratch)
        }
      }
    }
    return result
  }

  @Test("Strength and mask blend linearly between the photo and the full change")
  func strength() throws {
    let transfer = try Self.transfer()
    let native = Self.scene.native
    let full = try transfer.applied(to: native, mask: Raster<Float>(width: 288, height: 192, channels: 1, repeating: 1))
    let half = try transfer.applied(
      to: native, mask: Raster<Float>(width: 288, height: 192, channels: 1, repeating: 0.5), strength: 0.5)
    let none = try transfer.applied(to: native, mask: Self.scene.mask, strength: 0)
    let worst = native.samples.indices.map { index in
      abs(half.samples[index] - native.samples[index] - 0.25 * (full.samples[index] - native.samples[index]))
    }.max()
    #expect(try #require(worst) < 1e-6)
    #expect(none == native)
  }

  @Test("Integers are the rounded floating-point result; alpha is copied")
  func depths() throws {
    let transfer = try Self.transfer()
    let bytes = Self.scene.native.quantised(to: UInt8.self)
    let exact = try transfer.applied(to: bytes.units, mask: Self.scene.mask)
    let result = try transfer.applied(to: bytes.withAlpha(77), mask: Self.scene.mask)
    var (worst, alphas) = (Float(0), 0)
    for pixel in 0..<(bytes.width * bytes.height) {
      alphas += result.samples[pixel * 4 + 3] == 77 ? 1 : 0
      for channel in 0..<3 {
        worst = max(worst, abs(Float(result.samples[pixel * 4 + channel]) - exact.samples[pixel * 3 + channel] * 255))
      }
    }
    #expect(worst <= 0.5001)
    #expect(alphas == bytes.width * bytes.height)
  }

  @Test(
    "Runs of pixels, as streamed rendering asks for them, give what the whole picture gives", arguments: [1, 100, 288])
  func spans(length: Int) throws {
    let native = Self.scene.native
    let mask = [Float](repeating: 1, count: native.width)
    let rendered = try Self.transfer().applied(
      to: native, mask: Raster<Float>(width: native.width, height: native.height, channels: 1, repeating: 1))
    let streamed = NativeTransfer(try Self.transfer(), width: native.width, height: native.height)
    for y in [0, 77, native.height - 1] {
      let row = native.offset(x: 0, y: y)..<(native.offset(x: 0, y: y) + native.width * 3)
      let samples = Array(native.samples[row])
      var planes = (0..<3).map { channel in stride(from: channel, to: samples.count, by: 3).map { samples[$0] } }
      var whole = planes
      Self.change(&whole, mask, x: 0, y: y, count: native.width, streamed)
      for x in stride(from: 0, to: native.width, by: length) {
        Self.change(&planes, mask, x: x, y: y, count: min(length, native.width - x), streamed)
      }
      #expect(planes == whole)
      // Rendering adds the difference to the photo, which rounds once more.
      let result = (0..<native.width).flatMap { x in planes.map { $0[x] } }
      #expect(zip(result, rendered.samples[row]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("A transfer that was fitted to a part changes that part as if it were the picture")
  func part() throws {
    let (transfer, native) = (try Self.transfer(), Self.scene.native)
    let part = PixelRect(x: 40, y: 10, width: 200, height: 160)
    var cover = Raster<Float>(width: native.width, height: native.height, channels: 1, repeating: 0)
    for y in 10..<170 { for x in 40..<240 { cover.samples[cover.offset(x: x, y: y)] = 1 } }
    let result = try native.changed(by: NativeTransfer(transfer, part: part), mask: cover)
    var cut: [Float] = []
    for y in 0..<native.height {
      for x in 0..<native.width {
        let at = native.offset(x: x, y: y)
        if (40..<240).contains(x), (10..<170).contains(y) {
          cut += native.samples[at..<at + 3]
        } else {
          #expect(result.samples[at..<at + 3] == native.samples[at..<at + 3])
        }
      }
    }
    let alone = try transfer.applied(
      to: #require(Raster(width: 200, height: 160, channels: 3, samples: cut)),
      mask: Raster<Float>(width: 200, height: 160, channels: 1, repeating: 1))
    let streamed = NativeTransfer(transfer, part: part)
    for y in [0, 99, 159] {
      let row = Array(alone.samples[y * 600..<(y + 1) * 600])
      let start = result.offset(x: 40, y: 10 + y)
      #expect(Array(result.samples[start..<start + 600]) == row)
      let before = Array(native.samples[start..<start + 600])
      var planes = (0..<3).map { channel in
        [Float](repeating: 0.3, count: 40) + stride(from: channel, to: 600, by: 3).map { before[$0] }
      }
      Self.change(&planes, [Float](repeating: 1, count: 240), x: 40, y: 10 + y, count: 200, streamed)
      let run = (40..<240).flatMap { x in planes.map { $0[x] } }
      #expect(zip(run, row).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    // Runs that reach outside change as at the part's edge.
    func changed(x: Int, y: Int, count: Int) -> [[Float]] {
      var planes = [[Float]](repeating: [Float](repeating: 0.3, count: 300), count: 3)
      Self.change(&planes, [Float](repeating: 1, count: 300), x: x, y: y, count: count, streamed)
      return planes
    }
    let inside = changed(x: 40, y: 20, count: 200)
    let across = changed(x: 10, y: 20, count: 280)
    for (plane, own) in zip(across, inside) {
      #expect(plane[40..<240] == own[40..<240])
      #expect(plane[10..<40].allSatisfy { $0 == own[40] } && plane[240..<290].allSatisfy { $0 == own[239] })
      #expect(plane[..<10].allSatisfy { $0 == 0.3 } && own[40] != 0.3)
    }
    #expect(changed(x: 0, y: 20, count: 30).allSatisfy { plane in plane[..<30].allSatisfy { $0 == plane[0] } })
    #expect(changed(x: 245, y: 20, count: 30)[0][245] == inside[0][239])
    #expect(changed(x: 40, y: 0, count: 200) == changed(x: 40, y: 10, count: 200))
    #expect(changed(x: 40, y: 175, count: 200) == changed(x: 40, y: 169, count: 200))
  }

  private static func change(
    _ planes: inout [[Float]], _ mask: [Float], x: Int, y: Int, count: Int, _ transform: NativeTransfer
  ) {
    var (red, green, blue) = (planes[0], planes[1], planes[2])
    red.withUnsafeMutableBufferPointer { red in
      green.withUnsafeMutableBufferPointer { green in
        blue.withUnsafeMutableBufferPointer { blue in
          mask.withUnsafeBufferPointer { mask in
            guard let red = red.baseAddress, let green = green.baseAddress, let blue = blue.baseAddress,
              let mask = mask.baseAddress
            else { return }
            transform.apply(
              to: PixelSpan(x: x, y: y, count: count, red: red + x, green: green + x, blue: blue + x, mask: mask + x))
          }
        }
      }
    }
    planes = [red, green, blue]
  }

  @Test("A smooth 16-bit ramp stays smooth: no steps, no bands")
  func smoothness() throws {
    let transfer = try Self.transfer()
    let width = 4096
    let ramp = (0..<width).flatMap { x in [Float](repeating: 0.2 + 0.5 * Float(x) / Float(width), count: 3) }
    let picture = try #require(Raster(width: width, height: 1, channels: 3, samples: ramp)).quantised(to: UInt16.self)
    let mask = Raster<UInt8>(width: width, height: 1, channels: 1, repeating: 255)
    let result = try transfer.applied(to: picture, mask: mask).samples
    // The ramp climbs by 8 per pixel.
    let steepest = (3..<result.count).map { abs(Int(result[$0]) - Int(result[$0 - 3])) }.max()
    #expect(try #require(steepest) < 40)
  }
}

extension Raster {
  /// The samples of a region, rows one after the other.
  func crop(_ region: PixelRect) -> [Sample] {
    (region.y..<(region.y + region.height)).flatMap { y in
      samples[offset(x: region.x, y: y)..<(offset(x: region.x, y: y) + region.width * channels)]
    }
  }

  /// Puts the samples of a region in its place.
  mutating func paste(_ part: [Sample], at region: PixelRect) {
    let length = region.width * channels
    for row in 0..<region.height {
      let start = offset(x: region.x, y: region.y + row)
      samples.replaceSubrange(start..<(start + length), with: part[(row * length)..<((row + 1) * length)])
    }
  }
}

extension Raster where Sample == UInt8 {
  /// Every sample divided by 255.
  fileprivate var units: Raster<Float> {
    var result = Raster<Float>(width: width, height: height, channels: channels, repeating: 0)
    result.samples = samples.map { Float($0) * (1 / 255) }
    return result
  }

  /// RGB with a constant fourth channel.
  fileprivate func withAlpha(_ alpha: UInt8) -> Raster<UInt8> {
    var result = Raster<UInt8>(width: width, height: height, channels: 4, repeating: alpha)
    for pixel in 0..<(width * height) {
      for channel in 0..<3 { result.samples[pixel * 4 + channel] = samples[pixel * 3 + channel] }
    }
    return result
  }
}
