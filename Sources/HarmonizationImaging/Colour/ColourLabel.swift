/// What a file says about its colours by other means than a profile: PNG's gAMA and cICP, AVIF's and HEIC's nclx, the EXIF data
/// of cameras that write Adobe RGB.
enum ColourLabel: Equatable {
  /// Nothing, or sRGB.
  case none
  /// Colours for which a profile is made.
  case profile(ICCProfile.Primaries, ICCProfile.Curve, source: String)
  /// Colours that would be lost; what they are.
  case refused(String)

  /// Looks at a file's first bytes and at what the decoder found.
  init(_ format: ImageFormat, head: [UInt8], _ image: VipsImage) {
    if image.hasField("icc-profile-data"), format != .png, format != .avif, format != .heic {
      self = .none
      return
    }
    switch format {
    case .png: self = Self.png(head, hasProfile: image.hasField("icc-profile-data"))
    case .avif, .heic: self = Self.heif(head, hasProfile: image.hasField("icc-profile-data"))
    default: self = Self.exif(image)
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// The chunks in front of the pixels; cICP goes before iCCP, iCCP before sRGB, sRGB before gAMA (PNG, third edition, 4.3).
  private static func png(_ head: [UInt8], hasProfile: Bool) -> ColourLabel {
    var at = 8
    var (gamma, isSRGB) = (0, false)
    while at + 12 <= head.count {
      let length = number(head[at..<at + 4])
      let type = String(decoding: head[at + 4..<at + 8], as: UTF8.self)
      let start = at + 8
      guard type != "IDAT", start + length <= head.count else { break }
      if type == "cICP", length >= 2 { return code(Int(head[start]), Int(head[start + 1]), source: "PNG's cICP") }
      if type == "gAMA", length >= 4 { gamma = number(head[start..<start + 4]) }
      if type == "sRGB" { isSRGB = true }
      at = start + length + 4
    }
    guard !hasProfile, !isSRGB, gamma > 0 else { return .none }
    // 1/2.2 is what sRGB pictures have.
    if (43_000...48_000).contains(gamma) { return .none }
    return .profile(.sRGB, .gamma(100_000 / Double(gamma)), source: "PNG's gAMA")
  }

  private static func heif(_ head: [UInt8], hasProfile: Bool) -> ColourLabel {
    let mark = Array("colrnclx".utf8)
    var at = 0
    while at + mark.count + 4 <= head.count {
      if head[at] == mark[0], head[at..<at + mark.count].elementsEqual(mark) {
        let (primaries, transfer) = (number(head[at + 8..<at + 10]), number(head[at + 10..<at + 12]))
        let found = code(primaries, transfer, source: "its nclx box")
        if case .refused = found { return found }
        return hasProfile ? .none : found
      }
      at += 1
    }
    return .none
  }

  /// The code points of ITU-T H.273.
  private static func code(_ primaries: Int, _ transfer: Int, source: String) -> ColourLabel {
    switch transfer {
    case 16: return .refused("an HDR picture (PQ); convert it to SDR first")
    case 18: return .refused("an HDR picture (HLG); convert it to SDR first")
    default: break
    }
    let known: ICCProfile.Primaries
    switch primaries {
    case 1, 2: known = .sRGB
    case 9: known = .bt2020
    case 12: known = .displayP3
    default: return .none
    }
    let curve: ICCProfile.Curve
    switch transfer {
    case 4: curve = .gamma(2.2)
    case 5: curve = .gamma(2.8)
    case 8: curve = .gamma(1)
    default: curve = .sRGB
    }
    return known == .sRGB && curve == .sRGB ? .none : .profile(known, curve, source: source)
  }

  private static func exif(_ image: VipsImage) -> ColourLabel {
    // libexif adds a ColorSpace of 65535 if there is none, so that this alone says nothing.
    guard image.string("exif-ifd2-ColorSpace")?.hasPrefix("65535") == true,
      image.string("exif-ifd4-InteroperabilityIndex")?.hasPrefix("R03") == true
    else { return .none }
    return .profile(.adobeRGB, .gamma(563 / 256), source: "its EXIF data")
  }
}

extension OpenedImage {
  /// Attaches what the file says about its colours as a profile, so that everything after this honours it and the result keeps it.
  static func labelled(
    _ image: VipsImage, _ format: ImageFormat, head: [UInt8], name: String
  ) throws(ImagingError) -> [Notice] {
    switch ColourLabel(format, head: head, image) {
    case .none: return []
    case .refused(let what): throw .unsupported(file: name, reason: "it is \(what)")
    case .profile(let primaries, let curve, let source):
      image.set("icc-profile-data", ICCProfile.made(primaries, curve, isGrey: image.channels < 3))
      return source == "its EXIF data" ? [.coloursByLabel(file: name, colours: primaries.rawValue, source: source)] : []
    }
  }
}
