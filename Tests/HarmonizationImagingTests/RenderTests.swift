import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

@Suite struct RenderTests {
  /// Streamed strips give what one pass over the whole picture gives, and the background is the photo's, bit for bit.
  @Test(arguments: [1, 2, 3, 4], [8, 16])
  func streamingEqualsWholeImage(channels: Int, depth: Int) throws {
    let (width, height) = (301, 257)
    let mask = ellipse(width, height)
    if depth == 8 {
      try check(picture(width, height, channels: channels), mask, \.bytes)
    } else {
      try check(deepPicture(width, height, channels: channels), mask, \.words)
    }
  }

  private func check<Sample: PixelSample & BinaryInteger>(
    _ raster: Raster<Sample>, _ mask: Mask, _ samples: (AnyRaster) -> Raster<Sample>?
  ) throws {
    let photo = try Photo(.bytes(try encoded(raster), name: "photo"))
    let bytes = try Encoder().bytes(of: Rendering(photo, mask: mask, transform: Warming()), as: .png)
    let streamed = try #require(samples(try native(bytes)))
    #expect(streamed == (try raster.changed(by: Warming(), mask: mask.raster)))
    #expect(streamed != raster)
    expectBackground(of: streamed, isThatOf: raster, mask)
  }

  private func expectBackground<Sample>(
    of result: Raster<Sample>, isThatOf raster: Raster<Sample>, _ mask: Mask
  ) where Sample: Equatable {
    for pixel in mask.raster.samples.indices {
      let range = (pixel * raster.channels)..<((pixel + 1) * raster.channels)
      let alpha = range.upperBound - 1
      if mask.raster.samples[pixel] == 0 {
        #expect(result.samples[range] == raster.samples[range])
      } else if raster.channels % 2 == 0 {
        #expect(result.samples[alpha] == raster.samples[alpha])
      }
    }
  }

  @Test func theFormulaIsTheOneDocumented() throws {
    // 100 with half a mask, harmonized to 0.6: 100 + 128/255 * (153 - 100).
    struct Constant: PixelTransform {
      func apply(to span: PixelSpan) {
        for plane in [span.red, span.green, span.blue] { for i in 0..<span.count { plane[i] = 0.6 } }
      }
    }
    let photo = try Photo(
      .bytes(
        try Encoder().bytes(of: Raster<UInt8>(width: 5, height: 4, channels: 3, repeating: 100), as: .png), name: "p")
    )
    let mask = Mask(values: Raster(width: 5, height: 4, channels: 1, repeating: 128))
    let result = try Rendering(photo, mask: mask, transform: Constant()).raster()
    #expect(result.samples.allSatisfy { $0 == 127 })
    let half = try Rendering(photo, mask: mask, transform: Constant(), strength: 0.5).raster()
    #expect(half.samples.allSatisfy { $0 == 113 })
  }

  @Test func uselessNumbersDoNoHarm() throws {
    struct Nonsense: PixelTransform {
      func apply(to span: PixelSpan) {
        for i in 0..<span.count {
          span.red[i] = .nan
          span.green[i] = .infinity
          span.blue[i] = -.infinity
        }
      }
    }
    let raster = picture(64, 64)
    let photo = try Photo(.bytes(try Encoder().bytes(of: raster, as: .png), name: "p"))
    let mask = ellipse(64, 64)
    let result = try Rendering(photo, mask: mask, transform: Nonsense()).raster()
    expectBackground(of: result, isThatOf: raster, mask)
    let middle = result.offset(x: 32, y: 32)
    #expect(Array(result.samples[middle..<(middle + 3)]) == [raster.samples[middle], 255, 0])
  }

  @Test func filesAndFormats() throws {
    let folder = try TemporaryFolder()
    let deep = deepPicture(100, 80)
    let photo = try Photo(.bytes(try Encoder().bytes(of: deep, as: .tiff), name: "deep"))
    let rendering = try Rendering(photo, mask: ellipse(100, 80), transform: IdentityTransform())
    try Encoder().write(rendering, to: folder.file("a.jpg"))
    try Encoder().write(rendering, to: folder.file("a.tif"))
    #expect(try Decoder().info(.file(folder.file("a.jpg"))).depth == 8)
    #expect(try native(Array(Data(contentsOf: URL(fileURLWithPath: folder.file("a.tif"))))).words == deep)
    #expect(folder.contents == ["a.jpg", "a.tif"])
  }

  @Test func manyPhotosAtTheSameTime() async throws {
    let bytes = try Encoder().bytes(of: picture(200, 150), as: .png)
    let expected = try Rendering(
      Photo(.bytes(bytes, name: "p")), mask: ellipse(200, 150), transform: Warming()
    ).raster()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let photo = try Photo(.bytes(bytes, name: "p"), decoder: Decoder(threads: 1))
          return try Rendering(photo, mask: ellipse(200, 150), transform: Warming()).raster() == expected
        }
      }
      for try await isEqual in group { #expect(isEqual) }
    }
  }
}

@Suite struct ColourTests {
  @Test(arguments: [8, 16])
  func theProfileAndUnchangedColoursAreKept(depth: Int) throws {
    let bytes = try encoded(deepPicture(120, 90), profile: "p3", depth: depth)
    let photo = try Photo(.bytes(bytes, name: "p3"))
    #expect(photo.info.profile != nil)
    guard case .matrix = photo.colour else { Issue.record("not read as matrix and curves"); return }
    let rendering = try Rendering(photo, mask: ellipse(120, 90), transform: IdentityTransform())
    let result = try Encoder().bytes(of: rendering, as: .png)
    #expect(try native(result).bytes == native(bytes).bytes)
    #expect(try native(result).words == native(bytes).words)
    #expect(
      try Photo(.bytes(result, name: "r")).open().bytes("icc-profile-data") == photo.open().bytes("icc-profile-data"))
  }

  @Test func transformsSeeSRGB() throws {
    // What the transform is shown agrees with Little CMS's conversion to within a level.
    final class Recorder: PixelTransform {
      nonisolated(unsafe) var seen = Raster<Float>(width: 60, height: 40, channels: 3, repeating: -1)
      let lock = NSLock()
      func apply(to span: PixelSpan) {
        lock.withLock {
          for i in 0..<span.count {
            let at = seen.offset(x: span.x + i, y: span.y)
            (seen.samples[at], seen.samples[at + 1], seen.samples[at + 2]) = (span.red[i], span.green[i], span.blue[i])
          }
        }
      }
    }
    let raster = picture(60, 40)
    let photo = try Photo(.bytes(try encoded(raster, profile: "p3"), name: "p3"))
    let recorder = Recorder()
    let full = Mask(values: Raster(width: 60, height: 40, channels: 1, repeating: 255))
    _ = try Rendering(photo, mask: full, transform: recorder).raster()
    #expect(worst(recorder.seen.map { UInt8($0 * 255 + 0.5) }, try photo.raster()) <= 1)
    #expect(worst(recorder.seen.map { UInt8($0 * 255 + 0.5) }, raster) <= 3)
  }

  @Test func coloursOutsideSRGBSurvive() throws {
    // Pure P3 red, darkened a little: the result must stay outside sRGB instead of being clipped to its border.
    struct Darker: PixelTransform {
      func apply(to span: PixelSpan) { for i in 0..<span.count { span.red[i] *= 0.98 } }
    }
    var red = Raster<UInt8>(width: 16, height: 16, channels: 3, repeating: 0)
    for i in 0..<256 { red.samples[i * 3] = 255 }
    let tagged = try encoded(red, profile: "p3")
    let image = try Photo(.bytes(tagged, name: "p3")).open()
    let failure = { (detail: String) in ImagingError.processingFailed(file: "test", detail: detail) }
    let pure = try VipsOperation.image(
      "copy", [("in", .image(try VipsImage.over(red))), ("interpretation", .int(22))], failure: failure)
    pure.set("icc-profile-data", try #require(image.bytes("icc-profile-data")))
    let bytes = try Encoder().bytes(of: pure, as: .png, source: nil)
    let full = Mask(values: Raster(width: 16, height: 16, channels: 1, repeating: 255))
    let photo = try Photo(.bytes(bytes, name: "p3"))
    let result = try native(
      Encoder().bytes(of: Rendering(photo, mask: full, transform: Darker()), as: .png)
    ).bytes
    let pixel = try #require(result).samples.prefix(3)
    #expect((247...252).contains(pixel[0]) && pixel[1] <= 2 && pixel[2] <= 2)
  }

  @Test func latticeAgreesWithMatrix() throws {
    let image = try Photo(.bytes(try encoded(picture(8, 8), profile: "p3"), name: "p3")).open()
    let profile = try #require(image.bytes("icc-profile-data"))
    let parsed = try #require(ICCProfile(profile))
    let matrix = try #require(MatrixSpace(parsed))
    let lattice = try LatticeSpace(profile: profile) { .processingFailed(file: "profile", detail: $0) }
    let (a, b) = (Scratch(width: 500), Scratch(width: 500))
    for i in 0..<500 {
      // Away from sRGB's border, where clipping makes a kink that a lattice rounds off.
      let pixel = [0.35 + Float(i % 10) / 30, 0.35 + Float(i / 10 % 10) / 30, 0.35 + Float(i / 100) / 15]
      for s in [a, b] { (s.before.red[i], s.before.green[i], s.before.blue[i]) = (pixel[0], pixel[1], pixel[2]) }
    }
    matrix.toSRGB(a.before)
    lattice.toSRGB(b.before)
    for i in 0..<500 {
      #expect(abs(a.before.red[i] - b.before.red[i]) < 0.005)
      #expect(abs(a.before.green[i] - b.before.green[i]) < 0.005)
      #expect(abs(a.before.blue[i] - b.before.blue[i]) < 0.005)
    }
    matrix.fromSRGB(a.before)
    lattice.fromSRGB(b.before)
    for i in 0..<500 { #expect(abs(a.before.green[i] - b.before.green[i]) < 0.005) }
  }

  @Test func curvesInvert() {
    for curve in [ToneCurve.sRGB, ToneCurve { pow($0, 1.8) }, ToneCurve { pow($0, 2.6) }, ToneCurve { $0 }] {
      for step in 0...1000 {
        let x = Float(step) / 1000
        #expect(abs(curve.encoded(curve.linear(x)) - x) < 2e-3)
      }
      for step in 40...1000 {
        let x = Float(step) / 1000
        #expect(abs(curve.encoded(curve.linear(x)) - x) < 2e-5)
      }
    }
    #expect(ToneCurve.sRGB.linear(.nan) == 0 && ToneCurve.sRGB.encoded(.infinity) == 1)
  }

  @Test func brokenProfilesAreIgnoredWithANotice() throws {
    var bytes = try encoded(picture(16, 16), profile: "p3", as: .tiff)
    #expect(try Photo(.bytes(bytes, name: "odd")).notices.isEmpty)
    // libvips writes no broken profile, so a good one is overwritten in the file: its length comes first, its mark at 36.
    let mark = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("acsp".utf8)) })
    let length = bytes[(mark - 36)..<(mark - 32)].reduce(0) { $0 << 8 | Int($1) }
    for i in 0..<length { bytes[mark - 36 + i] = 7 }
    let photo = try Photo(.bytes(bytes, name: "odd"))
    #expect(photo.notices == [.profileIgnored(file: "odd", assumed: "sRGB")])
    #expect(try photo.raster() == photo.raster(colour: .asStored))
  }

  /// Profiles whose curves and matrix we could read, and Little CMS refuses: a length of 0, a connection space that does not exist,
  /// and in place of its first tag, the description, a table that goes before the matrix and cannot be read. What the network is
  /// shown and what is written must not be of two minds about them.
  @Test(arguments: [(0, [0, 0, 0, 0]), (20, Array("Zzz ".utf8)), (132, Array("A2B1".utf8))] as [(Int, [UInt8])])
  func profilesThatLittleCMSRefusesAreIgnoredWithANotice(at: Int, bytes: [UInt8]) throws {
    var profile = ICCProfile.made(.displayP3, .gamma(1.8), isGrey: false)
    profile.replaceSubrange(at..<at + 4, with: bytes)
    #expect(try MatrixSpace(#require(ICCProfile(profile)))?.isSRGB == false)
    let image = try VipsImage.over(picture(24, 16))
    image.set("icc-profile-data", profile)
    let photo = try Photo(.bytes(Encoder().bytes(of: image, as: .tiff, source: nil), name: "odd"))
    #expect(photo.notices == [.profileIgnored(file: "odd", assumed: "sRGB")])
    #expect(try photo.raster() == picture(24, 16))
    #expect(try photo.units(width: 24, height: 16) == picture(24, 16).map { Float($0) / 255 })
    for format in [ImageFormat.tiff, .png, .jpeg] {
      #expect(Encoder().notices(for: photo, as: format).isEmpty)
      let rendering = try Rendering(photo, mask: ellipse(24, 16), transform: IdentityTransform())
      let result = try Photo(.bytes(Encoder().bytes(of: rendering, as: format), name: "r"))
      #expect(result.info.profile == nil && result.notices.isEmpty)
      if format != .jpeg { #expect(try result.raster() == picture(24, 16)) }
    }
  }

  @Test func aCMYKPhotoWithAProfileForRGBIsSaidToHaveOne() throws {
    let image = try VipsOperation.image(
      "copy", [("in", .image(.over(picture(24, 16, channels: 4)))), ("interpretation", .int(15))]
    ) { .processingFailed(file: "test", detail: $0) }
    let file = try Encoder().bytes(of: image, as: .jpeg, source: nil)
    let profile = Array("ICC_PROFILE".utf8) + [0, 1, 1] + ICCProfile.made(.displayP3, .sRGB, isGrey: false)
    let labelled = [0xFF, 0xD8, 0xFF, 0xE2] + big(profile.count + 2, 2) + profile + file[2...]
    #expect(try Photo(.bytes(file, name: "inks")).notices == [.convertedFromCMYK(file: "inks")])
    #expect(
      try Photo(.bytes(labelled, name: "inks")).notices == [
        .convertedFromCMYK(file: "inks"), .profileIgnored(file: "inks", assumed: "a usual CMYK"),
      ])
  }
}
