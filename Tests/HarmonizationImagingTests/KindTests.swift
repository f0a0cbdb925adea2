import Foundation
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging

/// Files that are whole but unusual: read with a notice, or refused by name; "damaged" is for damaged ones.
@Suite struct KindTests {
  private static let raster = picture(40, 30)

  private static func message(_ file: [UInt8], _ name: String) throws -> String {
    let error = try #require(throws: ImagingError.self) {
      let photo = try Photo(.bytes(file, name: name))
      _ = try photo.raster()
    }
    return "\(error)"
  }

  // MARK: - Damage

  /// Baseline, progressive, and with a restart marker after every second row of blocks.
  private static func jpegs() throws -> [[UInt8]] {
    var progressive = EncodingOptions()
    progressive.isProgressive = true
    let folder = try TemporaryFolder()
    try VipsOperation.perform(
      "jpegsave",
      [
        ("in", .image(.over(raster))), ("filename", .string(folder.file("restarts.jpg"))),
        ("restart-interval", .int(2)),
      ]
    ) { .processingFailed(file: "restarts.jpg", detail: $0) }
    let restarts = try ImageSource.file(folder.file("restarts.jpg")).part(count: Int.max)
    return try [Encoder(), Encoder(options: progressive)].map { try $0.bytes(of: raster, as: .jpeg) } + [restarts]
  }

  /// Wherever a file is cut, it is refused, unless every pixel is there.
  @Test func aJPEGThatIsCutOffIsDamaged() throws {
    for whole in try Self.jpegs() {
      let pixels = try Photo(.bytes(whole, name: "whole")).raster()
      #expect(try Self.message(Array(whole[..<(whole.count / 2)]), "cut").contains("damaged"))
      for count in 0..<(whole.count - 2) {
        guard let photo = try? Photo(.bytes(Array(whole[..<count]), name: "cut")), let cut = try? photo.raster() else {
          continue
        }
        #expect(cut == pixels, "\(count) of \(whole.count)")
        #expect(photo.notices.contains(.endMarkerMissing(file: "cut")))
      }
    }
  }

  @Test func aJPEGWithoutEndMarkerIsReadWithANotice() throws {
    for whole in try Self.jpegs() {
      let photo = try Photo(.bytes(whole.dropLast(2), name: "open"))
      #expect(try photo.raster() == Photo(.bytes(whole, name: "whole")).raster())
      #expect(photo.notices == [.endMarkerMissing(file: "open")])
    }
  }

  /// Half a file that a downloader filled up with zeros looks like flat colour to a decoder.
  @Test func aJPEGFilledUpWithZerosIsDamaged() throws {
    for whole in try Self.jpegs() {
      let filled = whole[..<(whole.count / 2)] + [UInt8](repeating: 0, count: 5000)
      #expect(try Self.message(Array(filled), "filled").contains("damaged"))
    }
  }

  // MARK: - What is not read

  @Test(arguments: [(12, "12 bits"), (16, "16 bits")]) func deepJPEGsAreNamed(bits: Int, text: String) throws {
    var file = try Self.jpegs()[0]
    let frame = try #require(file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xC0 })
    file[frame + 4] = UInt8(bits)
    let message = try Self.message(file, "deep.jpg")
    #expect(message.contains(text) && message.contains("PNG or TIFF") && !message.contains("damaged"), "\(message)")
  }

  @Test func jpegLSIsNamed() throws {
    let file: [UInt8] = [0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 2, 0, 0]
    #expect(try Self.message(file, "x.jls").contains("JPEG-LS"))
  }

  @Test func kindsOfTIFFAreNamed() throws {
    let kinds: [(tags: [(tag: Int, values: [Int])], text: String)] = [
      ([(258, [64, 64, 64]), (339, [3, 3, 3])], "64-bit floating-point"), ([(258, [64, 64, 64])], "64-bit integers"),
      ([(258, [64, 64, 64]), (339, [6, 6, 6])], "complex"),
      ([(284, [2]), (322, [16]), (323, [16])], "separate planes of tiles"), ([(259, [34925])], "not read"),
      ([(259, [50000])], "not read"), ([(259, [34712])], "not read"),
    ]
    for (tags, text) in kinds {
      let message = try Self.message(tiff(Self.raster, tags), "kind.tif")
      #expect(message.contains(text) && message.contains("save it"), "\(tags): \(message)")
      #expect(!message.contains("damaged"), "\(tags): \(message)")
    }
    #expect(
      try Self.message(tiff(Self.raster, [(339, [2, 2, 2])]), "signed.tif").contains("save it with 8 or 16 bits"))
  }

  @Test(
    arguments: [
      ("JPEG XL", [0xFF, 0x0A]), ("JPEG XL", [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]),
      ("JPEG 2000", [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20]), ("JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]),
      ("JPEG XR", [0x49, 0x49, 0xBC, 1]), ("QOI", Array("qoif".utf8)), ("PPM", Array("P6\n40 30\n255\n".utf8)),
      ("PSD", Array("8BPS".utf8)), ("OpenEXR", [0x76, 0x2F, 0x31, 1]), ("FITS", Array("SIMPLE  =".utf8)),
      ("DICOM", [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)), ("XCF", Array("gimp xcf ".utf8)),
    ] as [(String, [UInt8])])
  func formatsThatAreNotReadAreNamed(name: String, head: [UInt8]) throws {
    let message = try Self.message(head + [UInt8](repeating: 7, count: 200), "x")
    #expect(message.contains(name) && message.contains("convert it"), "\(message)")
  }

  @Test func linearFloatingPointIsSaidToBe() throws {
    let image = try VipsImage.over(Self.raster.map { Float($0) / 255 })
    let photo = try Photo(.bytes(Encoder().bytes(of: image, as: .tiff, source: nil), name: "f.tif"))
    #expect(photo.notices == [.convertedFromLinear(file: "f.tif")])
  }
}

/// Metadata of a result: what the photo stated, and nothing else.
@Suite struct MetadataTests {
  private static let raster = picture(40, 30)

  private static func contains(_ file: [UInt8], _ text: String) -> Bool {
    Data(file).range(of: Data(text.utf8)) != nil
  }

  @Test(arguments: [ImageFormat.jpeg, .png, .webp]) func noEXIFIsMadeUp(format: ImageFormat) throws {
    let photo = try Photo(.bytes(Encoder().bytes(of: Self.raster, as: .png), name: "p.png"))
    let result = try Encoder().bytes(of: photo, as: format)
    for mark in ["Exif", "eXIf", "EXIF"] { #expect(!Self.contains(result, mark), "\(mark)") }
  }

  @Test func whatEXIFDoesNotSayIsNotAdded() throws {
    let camera = Array("Camera\0".utf8)
    let exif = exifBlock([(0x010F, 2, camera), (0x0112, 3, [6, 0])], exif: [(0x8827, 3, [0x64, 0])])
    let photo = try Photo(.bytes(jpeg(Self.raster, exif: exif), name: "p.jpg"))
    #expect(photo.width == 30 && photo.info.orientation == 6)
    let result = try OpenedImage.open(
      EncodedImage(.bytes(Encoder().bytes(of: photo, as: .jpeg), name: "r.jpg")), OpenedImage.Options())
    let block = try #require(result.image.bytes("exif-data"))
    #expect(Self.contains(block, "Camera"))
    #expect(result.info.orientation == 1 && result.info.width == 30)
    // libexif adds these when it reads, too, so the bytes themselves are looked at.
    let missing = try #require(EXIFBlock(block)).invented
    for name in ["exif-ifd2-ColorSpace", "exif-ifd2-ComponentsConfiguration", "exif-ifd0-YCbCrPositioning"] {
      #expect(missing.contains(name), "\(name) was made up")
    }
    var options = EncodingOptions()
    options.keepsMetadata = false
    #expect(!Self.contains(try Encoder(options: options).bytes(of: photo, as: .jpeg), "Exif"))
  }

  /// A profile with a rendering intent that does not exist.
  @Test func profilesThatPNGRefusesAreConverted() throws {
    var profile = ICCProfile.made(.displayP3, .gamma(1.8), isGrey: false)
    profile.replaceSubrange(64..<68, with: [0xFF, 0xFF, 0xFF, 0xFF])
    let image = try VipsImage.over(Self.raster)
    image.set("icc-profile-data", profile)
    let photo = try Photo(.bytes(Encoder().bytes(of: image, as: .tiff, source: nil), name: "p.tif"))
    #expect(photo.info.profile != nil)
    #expect(Encoder().notices(for: photo, as: .png) == [.profileConverted(file: "p.tif", format: "PNG")])
    let result = try Photo(.bytes(Encoder().bytes(of: photo, as: .png), name: "r.png"))
    #expect(result.info.profile == nil)
    var expected = Self.raster
    for pixel in 0..<expected.width * expected.height {
      var colour = (0..<3).map { Self.raster.samples[3 * pixel + $0].unit }
      colour.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        photo.colour.toSRGB(Planes(red: start, green: start + 1, blue: start + 2, count: 1))
      }
      for channel in 0..<3 { expected.samples[3 * pixel + channel] = UInt8(unit: colour[channel]) }
    }
    #expect(try result.raster() == expected && expected != Self.raster)
    #expect(Encoder().notices(for: photo, as: .jpeg).isEmpty)
    let kept = try Photo(.bytes(Encoder().bytes(of: photo, as: .tiff), name: "r.tif"))
    #expect(kept.info.profile != nil)
  }

  @Test(arguments: [ImageFormat.png, .tiff]) func xmpAbove64KiBIsKeptUnlessItIsAJPEG(source: ImageFormat) throws {
    let text = String(repeating: "<rdf:li>xmp.did:0123456789abcdef</rdf:li>", count: 2500)
    let packet = Array("<x:xmpmeta xmlns:x='adobe:ns:meta/'>\(text)</x:xmpmeta>".utf8)
    let image = try VipsImage.picture(Self.raster)
    image.set("xmp-data", packet)
    let photo = try Photo(.bytes(Encoder().bytes(of: image, as: source, source: nil), name: "p"))
    let size = try #require(photo.open().bytes("xmp-data")?.count)
    #expect(size >= packet.count)
    for format in [ImageFormat.png, .tiff, .webp] {
      #expect(Encoder().notices(for: photo, as: format).isEmpty)
      let result = try Photo(.bytes(Encoder().bytes(of: photo, as: format), name: "r"))
      #expect(try result.open().bytes("xmp-data")?.starts(with: packet) == true, "\(format)")
    }
    #expect(
      Encoder().notices(for: photo, as: .jpeg) == [.metadataLeftOut(file: "p", kilobytes: size / 1024)])
    let jpeg = try Encoder().bytes(of: photo, as: .jpeg)
    #expect(!Self.contains(jpeg, "xmp.did") && !Self.contains(jpeg, "http://ns.adobe.com/xap/1.0/"))
  }

  @Test func losslessWebPKeepsHiddenColours() throws {
    var hidden = picture(40, 30, channels: 4)
    for pixel in 0..<400 { hidden.samples[4 * pixel + 3] = 0 }
    let photo = try Photo(.bytes(Encoder().bytes(of: hidden, as: .png), name: "p.png"))
    var options = EncodingOptions()
    options.isLossless = true
    #expect(try native(Encoder(options: options).bytes(of: photo, as: .webp)).bytes == hidden)
  }

  @Test func brokenEXIFDoesNotTrap() {
    let block = exifBlock(
      [(0x010F, 2, Array("Camera\0".utf8))], exif: [(0xA001, 3, [1, 0])], interoperability: [(1, 2, [82, 0])])
    #expect(EXIFBlock(block)?.invented.contains("exif-ifd2-ColorSpace") == false)
    for count in 0...block.count { _ = EXIFBlock(Array(block[..<count]))?.invented }
    for at in block.indices {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var broken = block
        broken[at] = value
        _ = EXIFBlock(broken)?.invented
      }
    }
  }
}
