import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

@Suite struct CodecTests {
  @Test(arguments: [ImageFormat.png, .tiff])
  func losslessFormatsGiveBackTheSamples(format: ImageFormat) throws {
    let folder = try TemporaryFolder()
    let raster = picture(67, 41)
    let path = folder.file("a.\(format.suffix)")
    try Encoder().write(raster, to: path)
    #expect(try Decoder().raster(.file(path)) == raster)
    #expect(folder.contents == ["a.\(format.suffix)"])
  }

  @Test(arguments: [ImageFormat.png, .tiff], [1, 2, 3, 4])
  func sixteenBitsAndEveryBandSurvive(format: ImageFormat, channels: Int) throws {
    let deep = deepPicture(33, 21, channels: channels)
    #expect(try native(Encoder().bytes(of: deep, as: format)).words == deep)
    let flat = picture(33, 21, channels: channels)
    #expect(try native(Encoder().bytes(of: flat, as: format)).bytes == flat)
  }

  @Test(.timeLimit(.minutes(1))) func aPipeIsReadOnceAndDecodedTwice() throws {
    let folder = try TemporaryFolder()
    let (raster, path) = (picture(133, 121), folder.file("pipe"))
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = try Encoder().bytes(of: raster, as: .png)
    Thread.detachNewThread { FileHandle(forWritingAtPath: path)?.write(Data(bytes)) }
    let photo = try Photo(.file(path))
    #expect(photo.name == path)
    #expect(try photo.raster() == raster)
    #expect(try photo.raster(width: 20, height: 10).width == 20)
  }

  @Test func lossyFormatsComeClose() throws {
    let raster = picture(160, 120)
    for format in try Encoder.availableFormats() {
      let bytes = try Encoder().bytes(of: raster, as: format)
      let source = ImageSource.bytes(bytes, name: format.rawValue)
      #expect(try Decoder().info(source).format == format)
      #expect(difference(try Decoder().raster(source), raster) < 4, "\(format)")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
  func orientationIsAppliedAndReset(tag: Int) throws {
    let raster = picture(40, 24)
    let bytes = try encoded(raster, orientation: tag, as: .tiff)
    let expected = raster.oriented(tag)
    let source = ImageSource.bytes(bytes, name: "oriented")
    let info = try Decoder().info(source)
    #expect(info.orientation == tag)
    #expect(info.width == expected.width && info.height == expected.height)
    #expect(try Decoder().raster(source) == expected)
    let again = try Encoder().bytes(of: Photo(source), as: .tiff)
    #expect(try Decoder().info(.bytes(again, name: "again")).orientation == 1)
    #expect(try native(again).bytes == expected)
    let mask = picture(40, 24, channels: 1).map { $0 > 127 ? UInt8(255) : 0 }
    #expect(
      try Mask(.bytes(try encoded(mask, orientation: tag, as: .tiff), name: "mask")).raster == mask.oriented(tag))
  }

  @Test(arguments: 1...8)
  func partsAreThoseOfThePictureAsShown(tag: Int) throws {
    let bytes = try encoded(picture(40, 24, channels: 3), orientation: tag, as: .tiff)
    let photo = try Photo(.bytes(bytes, name: "turned"))
    let whole = try photo.raster()
    let part = PixelRect(x: 5, y: 3, width: 12, height: 9)
    let read = try photo.raster(of: part, width: 12, height: 9)
    #expect(read == whole.cropped(part))
    #expect(throws: ImagingError.self) {
      try photo.raster(of: PixelRect(x: photo.width - 5, y: 0, width: 6, height: 5), width: 6, height: 5)
    }
  }

  @Test func partsOfJPEGsAreReducedInTheDecoder() throws {
    var smooth = Raster<UInt8>(width: 1000, height: 800, channels: 3, repeating: 0)
    for y in 0..<800 {
      for x in 0..<1000 {
        let at = smooth.offset(x: x, y: y)
        smooth.samples[at] = UInt8(x * 255 / 999)
        smooth.samples[at + 1] = UInt8(y * 255 / 799)
        smooth.samples[at + 2] = 128
      }
    }
    let photo = try Photo(.bytes(Encoder().bytes(of: smooth, as: .jpeg), name: "smooth"))
    let part = PixelRect(x: 333, y: 201, width: 500, height: 400)
    let read = try photo.raster(of: part, width: 50, height: 40)
    let expected = try smooth.cropped(part).resized(width: 50, height: 40)
    let worst = zip(read.samples, expected.samples).map { abs(Int($0) - Int($1)) }.max()
    #expect(try #require(worst) <= 3)
  }

  /// A photo in memory is read, reduced and rendered as the same picture in a file.
  @Test(arguments: 1...4)
  func photosInMemory(channels: Int) throws {
    let raster = picture(90, 60, channels: channels)
    let (memory, file) = (try Photo(raster), try Photo(.bytes(Encoder().bytes(of: raster, as: .png), name: "file")))
    #expect(try memory.raster() == file.raster())
    #expect(try memory.raster(width: 30, height: 20) == file.raster(width: 30, height: 20))
    let part = PixelRect(x: 10, y: 5, width: 60, height: 40)
    #expect(try memory.units(of: part, width: 32, height: 32) == file.units(of: part, width: 32, height: 32))
    let (a, b) = (
      try Rendering(memory, mask: ellipse(90, 60), transform: Warming()),
      try Rendering(file, mask: ellipse(90, 60), transform: Warming())
    )
    #expect(try a.raster() == b.raster())
    #expect(try Encoder().bytes(of: a, as: .tiff) == Encoder().bytes(of: b, as: .tiff))
    #expect(throws: ImagingError.self) { try Photo(picture(8, 8, channels: 5)) }
  }

  /// Networks see the fine steps of 16-bit photos, not the nearest of 256 levels.
  @Test func deepPhotosKeepTheirDepth() throws {
    let deep = deepPicture(120, 80)
    let photo = try Photo(.bytes(Encoder().bytes(of: deep, as: .png), name: "deep"))
    let expected = try deep.units().resized(width: 40, height: 20)
    let units = try photo.units(width: 40, height: 20)
    let worst = zip(units.samples, expected.samples).map { abs($0 - $1) }.max()
    #expect(try #require(worst) < 1 / 65535)
    let rounded = try photo.raster(width: 40, height: 20).units()
    #expect(zip(units.samples, rounded.samples).contains { abs($0 - $1) > 1 / 1000 })
  }

  @Test func orientationFollowsExif() throws {
    // One red pixel at the top left of an upright picture; tag 6 means: turn it clockwise to show it.
    var raster = Raster<UInt8>(width: 3, height: 2, channels: 1, repeating: 0)
    raster.samples[0] = 255
    #expect(raster.oriented(6).samples == [0, 255, 0, 0, 0, 0])
    #expect(raster.oriented(8).samples == [0, 0, 0, 0, 255, 0])
    #expect(raster.oriented(3).samples == [0, 0, 0, 0, 0, 255])
  }

  @Test func cmykBecomesRGBWithANotice() throws {
    let raster = picture(64, 48)
    let bytes = try encoded(raster, profile: "cmyk", as: .tiff)
    let photo = try Photo(.bytes(bytes, name: "inks"))
    #expect(photo.info.colour == .cmyk)
    #expect(photo.notices == [.convertedFromCMYK(file: "inks")])
    // Inks cannot express all of sRGB; the picture must be recognizable.
    #expect(difference(try photo.raster(), raster) < 25)
    let result = try native(try Encoder().bytes(of: photo, as: .png)).bytes
    #expect(result?.channels == 3)
  }

  @Test func sourceQualityIsKept() throws {
    var encoder = Encoder()
    for (quality, chroma) in [(87, EncodingOptions.Chroma.half), (95, .full), (60, .half)] {
      encoder.options.quality = quality
      encoder.options.chroma = chroma
      let photo = try Photo(.bytes(try encoder.bytes(of: picture(200, 150), as: .jpeg), name: "q"))
      #expect(photo.info.jpegQuality == quality)
      #expect(photo.info.isChromaSubsampled == (chroma == .half))
      let again = try Decoder().info(.bytes(try Encoder().bytes(of: photo, as: .jpeg), name: "again"))
      #expect(again.jpegQuality == max(quality, 85))
      #expect(again.isChromaSubsampled == (chroma == .half))
    }
  }

  @Test func metadataSurviveAndPreviewsDoNot() throws {
    let failure = { (detail: String) in ImagingError.processingFailed(file: "test", detail: detail) }
    let image = try VipsOperation.image(
      "copy", [("in", .image(try VipsImage.over(picture(32, 32)))), ("interpretation", .int(22))], failure: failure)
    let xmp = Array("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8)
    image.set("xmp-data", xmp)
    image.set("exif-ifd0-Artist", "somebody (somebody, ASCII, 9 components, 9 bytes)")
    let bytes = try Encoder().bytes(of: image, as: .jpeg, source: nil)
    let photo = try Photo(.bytes(bytes, name: "tagged"))
    let rendering = try Rendering(photo, mask: ellipse(32, 32), transform: Warming())
    let kept = try Photo(.bytes(try Encoder().bytes(of: rendering, as: .jpeg), name: "kept")).open()
    #expect(kept.bytes("xmp-data")?.starts(with: xmp) == true)
    #expect(kept.string("exif-ifd0-Artist")?.hasPrefix("somebody") == true)
    #expect(!kept.hasField("jpeg-thumbnail-data"))
    var options = EncodingOptions()
    options.keepsMetadata = false
    let bare = try Photo(.bytes(try Encoder(options: options).bytes(of: rendering, as: .jpeg), name: "bare")).open()
    #expect(!bare.hasField("xmp-data") && !bare.hasField("exif-ifd0-Artist"))
  }
}
