import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationImaging

/// What files say about their colours and channels besides a profile.
@Suite struct LabelTests {
  private static let width = 40
  private static let height = 30

  // MARK: - Making files

  private static func crc(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }

  /// A PNG with one more chunk behind its header.
  private static func png(_ raster: Raster<UInt16>, _ type: String, _ data: [UInt8]) throws -> [UInt8] {
    let file = try Encoder().bytes(of: raster, as: .png)
    let body = Array(type.utf8) + data
    return Array(file[..<33]) + big(data.count) + body + big(crc(body)) + file[33...]
  }

  private static func raster(_ channels: Int) -> Raster<UInt8> { picture(width, height, channels: channels) }

  // MARK: - Colours

  @Test func linearPNGsAreReadAsLinear() throws {
    let plain = picture(Self.width, Self.height)
    let linear = plain.map { UInt16((pow(Double($0) / 255, 2.2) * 65535).rounded()) }
    let photo = try Photo(.bytes(Self.png(linear, "gAMA", big(100_000)), name: "linear"))
    let shown = try photo.raster()
    let worst = zip(shown.samples, plain.samples).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(worst <= 6, "\(worst)")
    // The result says the same of itself.
    let again = try Photo(.bytes(Encoder().bytes(of: photo, as: .png), name: "again"))
    #expect(again.info.profile?.contains("linear") == true)
    #expect(try again.raster() == shown)
  }

  @Test func thePNGsOfSRGBAreLeftAlone() throws {
    let raster = Self.raster(3).map { UInt16($0) * 257 }
    for data in [big(45_455), big(45_000)] {
      #expect(try Photo(.bytes(Self.png(raster, "gAMA", data), name: "p")).info.profile == nil)
    }
    #expect(try Photo(.bytes(Self.png(raster, "cICP", [1, 13, 0, 1]), name: "p")).info.profile == nil)
    #expect(try Photo(.bytes(Self.png(raster, "cICP", [12, 13, 0, 1]), name: "p")).info.profile == "Display P3")
  }

  @Test(arguments: [(16, "PQ"), (18, "HLG")]) func hdrIsRefusedByName(transfer: UInt8, name: String) throws {
    let file = try Self.png(Self.raster(3).map { UInt16($0) * 257 }, "cICP", [9, transfer, 0, 1])
    let error = try #require(throws: ImagingError.self) { try Photo(.bytes(file, name: "hdr")) }
    #expect("\(error)".contains(name) && "\(error)".contains("hdr"))
  }

  @Test func cutOffChunksDoNotTrap() throws {
    let file = try Self.png(Self.raster(3).map { UInt16($0) * 257 }, "gAMA", big(100_000))
    for count in 0..<80 { _ = try? Photo(.bytes(Array(file[..<count]), name: "cut")) }
    for at in 33..<50 {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var broken = file
        broken[at] = value
        _ = try? Photo(.bytes(broken, name: "broken"))
      }
    }
  }

  @Test func adobeRGBByEXIFAlone() throws {
    func photo(_ index: String?) throws -> Photo {
      let interoperability: [EXIFEntry] = index.map { [(1, 2, Array($0.utf8) + [0])] } ?? []
      let exif = exifBlock([], exif: [(0xA001, 3, [0xFF, 0xFF])], interoperability: interoperability)
      return try Photo(.bytes(jpeg(picture(Self.width, Self.height), exif: exif), name: "p.jpg"))
    }
    let adobe = try photo("R03")
    #expect(adobe.info.profile == "Adobe RGB (1998)")
    #expect(adobe.notices == [.coloursByLabel(file: "p.jpg", colours: "Adobe RGB (1998)", source: "its EXIF data")])
    let unknown = try photo(nil)
    #expect(unknown.info.profile == nil && unknown.notices.isEmpty)
  }

  @Test func profilesMadeHereAreUnderstoodHere() throws {
    for (primaries, curve) in [
      (.sRGB, .sRGB), (.sRGB, .gamma(1)), (.adobeRGB, .gamma(563 / 256)), (.displayP3, .sRGB), (.bt2020, .gamma(2.2)),
    ] as [(ICCProfile.Primaries, ICCProfile.Curve)] {
      let bytes = ICCProfile.made(primaries, curve, isGrey: false)
      #expect(ICCProfile.description(of: bytes)?.hasPrefix(primaries.rawValue) == true)
      let colour = try #require(NativeColour(profile: bytes, isGrey: false))
      #expect(colour.isSRGB == (primaries == .sRGB && curve == .sRGB))
      #expect(NativeColour(profile: ICCProfile.made(primaries, curve, isGrey: true), isGrey: true) != nil)
    }
  }

  @Test func aWhiteOffByTheLastBitIsKeptInPNG() throws {
    var profile = ICCProfile.made(.displayP3, .sRGB, isGrey: false)
    profile[71] -= 1
    let image = try VipsImage.over(picture(Self.width, Self.height))
    image.set("icc-profile-data", profile)
    let photo = try Photo(.bytes(Encoder().bytes(of: image, as: .tiff, source: nil), name: "p.tif"))
    let result = try Photo(.bytes(Encoder().bytes(of: photo, as: .png), name: "r.png"))
    #expect(result.info.profile == "Display P3")
  }

  // MARK: - Channels

  @Test func savedSelectionsAreLeftOut() throws {
    for (channels, extra, kept) in [(4, [0], 3), (5, [0, 0], 3), (5, [2, 0], 4), (4, [2], 4), (2, [0], 1)] {
      let file = tiff(Self.raster(channels), [(338, extra)])
      let photo = try Photo(.bytes(file, name: "p.tif"))
      #expect(photo.info.channels == kept, "\(channels) \(extra)")
      let dropped = channels - kept
      #expect(
        photo.notices == (dropped > 0 ? [.extraChannels(file: "p.tif", count: dropped)] : []), "\(channels) \(extra)")
      guard kept <= 3 else { continue }
      let shown = try photo.raster()
      let source = Self.raster(channels)
      for pixel in stride(from: 0, to: Self.width * Self.height, by: 7) {
        #expect(shown.samples[3 * pixel] == source.samples[channels * pixel])
      }
    }
  }

  @Test func rawFilesAreRefused() throws {
    let preview = tiff(Self.raster(3), [(254, [1]), (330, [8])])
    let dng = tiff(Self.raster(3), [(50706, [1])])
    let plain = tiff(Self.raster(3), [])
    for (file, name) in [(preview, "x.tif"), (dng, "standard input"), (plain, "DSC_1.NEF"), (plain, "a.dng")] {
      let error = try #require(throws: ImagingError.self) { try Photo(.bytes(file, name: name)) }
      #expect("\(error)".contains("raw") && "\(error)".contains("develop"), "\(name)")
    }
    _ = try Photo(.bytes(plain, name: "x.tif"))
    for head in ["FUJIFILMCCD-RAW 0201", "IIRO", "IIU\u{0}", "FOVb"] {
      let error = try #require(throws: ImagingError.self) {
        try Photo(.bytes(Array(head.utf8) + [0, 0, 0, 0], name: "x"))
      }
      #expect("\(error)".contains("raw"), "\(head)")
    }
  }

  @Test func floatingPointBeyondWhiteIsRefused() throws {
    let float = picture(Self.width, Self.height).map { Float($0) }
    let image = try VipsImage.over(float)
    let file = try Encoder().bytes(of: image, as: .tiff, source: nil)
    let error = try #require(throws: ImagingError.self) { try Photo(.bytes(file, name: "f.tif")) }
    #expect("\(error)".contains("floating-point"))
  }

  @Test func hiddenColoursChangeNothing() throws {
    let visible = picture(Self.width, Self.height)
    func photo(_ hidden: [UInt8]) throws -> Photo {
      let samples = (0..<Self.width * Self.height).flatMap { index -> [UInt8] in
        let alpha = UInt8(min(max((index % Self.width - 8) * 40, 0), 255))
        return (alpha == 0 ? hidden : Array(visible.samples[3 * index..<3 * index + 3])) + [alpha]
      }
      return try Photo(Raster(width: Self.width, height: Self.height, channels: 4, unchecked: samples))
    }
    func file(_ hidden: [UInt8]) throws -> Photo {
      try Photo(.bytes(Encoder().bytes(of: photo(hidden), as: .png), name: "p.png"))
    }
    let green = try file([0, 255, 0]).raster(width: 16, height: 12)
    #expect(try green == file([0, 0, 0]).raster(width: 16, height: 12))
    #expect(try green == file([255, 255, 255]).raster(width: 16, height: 12))
  }
}

/// XMP that stays true.
@Suite struct XMPPacketTests {
  private func packet(_ description: String) -> XMPPacket {
    XMPPacket(Array("<x:xmpmeta><rdf:RDF>\(description)</rdf:RDF></x:xmpmeta>".utf8))
  }

  private func text(_ packet: XMPPacket) -> String { String(decoding: packet.bytes, as: UTF8.self) }

  @Test func turningIsDone() {
    for (before, after) in [
      ("<rdf:Description tiff:Orientation=\"6\"/>", "<rdf:Description tiff:Orientation=\"1\"/>"),
      ("<rdf:Description tiff:Orientation='8'/>", "<rdf:Description tiff:Orientation='1'/>"),
      ("<tiff:Orientation>3</tiff:Orientation>", "<tiff:Orientation>1</tiff:Orientation>"),
      ("<tiff:Orientation>33</tiff:Orientation>", "<tiff:Orientation>33</tiff:Orientation>"),
      ("tiff:Orientation=\"", "tiff:Orientation=\""),
    ] {
      var changed = packet(before)
      changed.setUpright()
      #expect(text(changed) == text(packet(after)))
    }
  }

  @Test func claimsGoAndTheRestStays() {
    let map =
      "<rdf:Description hdrgm:Version=\"1.0\" dc:source=\"kept\" hdrgm:GainMapMax='2.3'>"
      + "<Container:Directory><rdf:Seq><rdf:li/></rdf:Seq></Container:Directory><dc:title>too</dc:title></rdf:Description>"
    var changed = packet(map)
    #expect(changed.claims == [.gainMap])
    changed.removeClaims()
    #expect(changed.claims.isEmpty)
    var extended = packet("<rdf:Description xmpNote:HasExtendedXMP=\"0123456789ABCDEF\" dc:source=\"kept\"/>")
    #expect(extended.claims == [.extendedXMP])
    extended.removeClaims()
    #expect(text(extended) == text(packet("<rdf:Description dc:source=\"kept\"/>")))
    #expect(
      text(changed) == text(packet("<rdf:Description dc:source=\"kept\"><dc:title>too</dc:title></rdf:Description>")))
    var film = packet(
      "<rdf:Description GCamera:MicroVideo=\"1\" GCamera:MicroVideoOffset=\"5000\" GCamera:MotionPhoto=\"1\" a:b=\"c\"/>"
    )
    #expect(film.claims == [.motionPhoto])
    film.removeClaims()
    #expect(text(film) == text(packet("<rdf:Description a:b=\"c\"/>")))
    var plain = packet("<rdf:Description dc:source=\"hdr\"/>")
    plain.removeClaims()
    #expect(text(plain) == text(packet("<rdf:Description dc:source=\"hdr\"/>")))
  }

  @Test func brokenPacketsDoNotTrap() {
    let whole = text(
      packet("<rdf:Description hdrgm:Version=\"1.0\"><Container:Directory>x</Container:Directory></rdf:Description>"))
    for count in 0...whole.utf8.count {
      var cut = XMPPacket(Array(whole.utf8.prefix(count)))
      cut.setUpright()
      cut.removeClaims()
      #expect(cut.bytes.count <= count)
    }
  }
}
