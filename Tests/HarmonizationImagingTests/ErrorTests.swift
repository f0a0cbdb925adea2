import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

@Suite struct ErrorTests {
  @Test(arguments: [ImageFormat.jpeg, .png, .tiff, .webp])
  func truncatedFilesFailAndLeaveNoOutput(format: ImageFormat) throws {
    let folder = try TemporaryFolder()
    let bytes = try Encoder().bytes(of: picture(400, 300), as: format)
    let cut = Array(bytes.prefix(bytes.count * 6 / 10))
    func isDamaged(_ error: any Error) -> Bool {
      switch error as? ImagingError {
      case .damaged(let file, _): file == "cut"
      case .notAnImage(let file, _): file == "cut"  // TIFF's directory lies at the end
      default: false
      }
    }
    #expect { try Decoder().raster(.bytes(cut, name: "cut")) } throws: { isDamaged($0) }
    #expect { try Decoder().raster(.bytes(cut, name: "cut"), width: 20, height: 20) } throws: { isDamaged($0) }
    #expect {
      let photo = try Photo(.bytes(cut, name: "cut"))
      let rendering = try Rendering(photo, mask: ellipse(400, 300), transform: Warming())
      try Encoder().write(rendering, to: folder.file("out.png"))
    } throws: { isDamaged($0) }
    #expect { try Encoder().write(Photo(.bytes(cut, name: "cut")), to: folder.file("out.png")) } throws: {
      isDamaged($0)
    }
    #expect(folder.contents.isEmpty)
  }

  @Test func whatIsNoImageIsNamed() throws {
    let cases: [(String, String)] = [
      ("<!DOCTYPE html><html></html>", "HTML"), ("hello", "text"), ("%PDF-1.7 ....", "PDF"),
      ("version https://git-lfs.github.com/spec/v1", "LFS"), ("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
      ("P6\n2 2\n255\n", "PPM"), ("BM\u{1}\0\0\0\0\0\0\0\u{36}\0\0\0(\0\0\0", "BMP"), ("BMW", "text"),
      ("qoif\0\0", "QOI"),
      ("\0\0\0\u{c}jP  \r\n", "JPEG 2000"), ("\0\0\0\u{c}JXL \r\n", "JPEG XL"), ("8BPS\0\u{1}", "PSD"),
    ]
    for (text, word) in cases {
      #expect { try Decoder().info(.bytes(Array(text.utf8), name: "file")) } throws: { error in
        guard case .notAnImage("file", let hint) = error as? ImagingError else { return false }
        return hint.contains(word)
      }
    }
    #expect(throws: ImagingError.file(FileError(.unreadable("it is empty"), path: "nothing"))) {
      try Decoder().info(.bytes([], name: "nothing"))
    }
    #expect(throws: ImagingError.file(FileError(.notFound, path: "/no/such/file.png"))) {
      try Photo(.file("/no/such/file.png"))
    }
  }

  @Test func bombsAreRefusedBeforeDecoding() throws {
    let bytes = try Encoder().bytes(of: picture(100, 80), as: .png)
    #expect(throws: ImagingError.tooLarge(file: "big", width: 100, height: 80, limit: 7999)) {
      try Decoder(pixelLimit: 7999).raster(.bytes(bytes, name: "big"))
    }
    #expect(throws: Never.self) { try Decoder(pixelLimit: 8000).raster(.bytes(bytes, name: "big")) }
  }

  @Test func sizesMustMatch() throws {
    let photo = try Photo(.bytes(try Encoder().bytes(of: picture(30, 20), as: .png), name: "photo"))
    #expect(
      throws: ImagingError.sizeMismatch(
        file: "the mask", width: 20, height: 30, other: "photo", otherWidth: 30, otherHeight: 20)
    ) { try Rendering(photo, mask: ellipse(20, 30), transform: IdentityTransform()) }
  }

  /// A HEIC file either is read or the error says what would read it: it is not damaged.
  @Test func heicWithoutADecoderNamesTheRemedy() throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: HEVCSupport.sample)))
    let source = ImageSource.bytes(bytes, name: "phone.heic")
    if HEVCSupport.isAvailable {
      #expect(try Decoder().raster(source).samples == [UInt8](repeating: 0, count: 16 * 16 * 3))
    } else {
      #expect { try Decoder().raster(source) } throws: { error in
        guard case .unsupported("phone.heic", let reason) = error as? ImagingError else { return false }
        return reason.contains("HARMONIZE_VIPS")
      }
    }
  }

  @Test func outputsAreNeverHalfWrittenOrReplacedByAccident() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.png")
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ImagingError.file(FileError(.exists, path: path))) { try Encoder().write(picture(9, 9), to: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("old".utf8))
    try Encoder(overwrite: true).write(picture(9, 9), to: path)
    #expect(try Decoder().raster(.file(path)) == picture(9, 9))
    #expect(throws: ImagingError.file(FileError(.folderMissing, path: folder.file("no/a.png")))) {
      try Encoder().write(picture(9, 9), to: folder.file("no/a.png"))
    }
    #expect(throws: ImagingError.self) { try Encoder().write(picture(9, 9), to: folder.file("a.xyz")) }
    #expect(folder.contents == ["a.png"])
  }

  @Test func aFullDiskIsNamed() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    guard descriptor >= 0 else { return }  // Linux only
    defer { close(descriptor) }
    let image = try Photo(.bytes(try Encoder().bytes(of: picture(300, 300), as: .png), name: "p")).open()
    #expect(throws: ImagingError.file(FileError(.noSpace, path: "full.png"))) {
      try Encoder().encode(image, as: .png, to: EncoderTarget(descriptor: descriptor), name: "full.png", source: nil)
    }
  }

  @Test func formatLimitsAreNamed() throws {
    let wide = Raster<UInt8>(width: 20000, height: 1, channels: 1, repeating: 9)
    #expect(throws: ImagingError.self) { try Encoder().bytes(of: wide, as: .webp) }
    #expect(throws: ImagingError.self) { try Encoder().bytes(of: wide, as: .gif) }
  }

  /// Every byte may be anything: decoding ends in an error or a picture, never in a crash.
  @Test func mutatedFilesNeverCrash() throws {
    var state: UInt64 = 20
    func random() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    for format in [ImageFormat.jpeg, .png, .tiff, .webp] {
      let bytes = try encoded(picture(24, 18), profile: "p3", as: format)
      for _ in 0..<60 {
        var mutated = bytes
        for _ in 0...(random() % 6) { mutated[random() % mutated.count] = UInt8(truncatingIfNeeded: random()) }
        let source = ImageSource.bytes(mutated, name: "mutated")
        guard let photo = try? Photo(source, decoder: Decoder(pixelLimit: 1_000_000)) else { continue }
        _ = try? photo.raster(width: 8, height: 8)
        let mask = Mask(values: Raster(width: photo.width, height: photo.height, channels: 1, repeating: 255))
        _ = try? Encoder().bytes(of: Rendering(photo, mask: mask, transform: Warming()), as: .png)
      }
    }
  }
}

@Suite struct LibraryTests {
  @Test func aMissingLibraryNamesTheRemedy() throws {
    let nowhere = Installation(environment: ["HARMONIZE_VIPS": "/nowhere"], executableFolder: nil, checkout: nil)
    #expect { try VipsLibrary.locate(by: nowhere) } throws: { error in
      guard case .libraryMissing(let reason) = error as? ImagingError else { return false }
      return reason.contains("/nowhere") && "\(error)".contains("make setup")
    }
    #expect(throws: ImagingError.self) { try VipsLibrary.locate(in: [], system: ["libno-such-library.so.1"]) }
  }

  @Test func anotherLibraryIsNotMistakenForIt() throws {
    #if os(Linux)
      #expect { try VipsLibrary.locate(in: [], system: ["libm.so.6"]) } throws: { error in
        "\(error)".contains("libm.so.6 is not libvips")
      }
    #endif
  }

  @Test func searchOrder() {
    func places(_ environment: [String: String]) -> [Installation.Place] {
      Installation(environment: environment, executableFolder: "/opt/tool/bin", checkout: "/checkout")
        .places(of: .libvips).filter { $0.origin != .system }
    }
    #expect(places(["HARMONIZE_VIPS": "/mine"]).map(\.folder) == ["/mine"])
    #expect(places([:]).map(\.folder) == ["/opt/tool/lib/harmonize/vips", "/checkout/.deps/vips"])
    #expect(places(["HARMONIZE_VIPS": "system"]).isEmpty)
  }

  /// Whatever this libvips was built with, only the formats that are offered are read.
  @Test func foreignLoadersAreBlocked() throws {
    let drawing = Array(
      #"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>"#.utf8)
    for (loader, bytes, reads) in [
      ("pngload_source", try Encoder().bytes(of: picture(8, 8), as: .png), true), ("svgload_source", drawing, false),
    ] {
      let opened = try ImageSource.bytes(bytes, name: loader).withVips { (source) throws(ImagingError) in
        try? VipsOperation.image(loader, [("source", .object(source))]) { .damaged(file: loader, detail: $0) }
      }
      #expect((opened != nil) == reads, "\(loader)")
    }
  }

  @Test func version() throws { #expect(try ImagingLibrary.version().hasPrefix("8.")) }
}
