/// Something that the user should know about how a picture was read; not an error.
public enum Notice: Sendable, Equatable {
  /// CMYK inks were converted to sRGB, and the result is RGB.
  case convertedFromCMYK(file: String)
  /// An unusual colour space (Lab, scene-linear, ...) was converted to sRGB.
  case convertedToSRGB(file: String)
  /// The file contains several pictures; the first one is used.
  case firstOfSeveral(file: String, count: Int)
  /// Floating-point samples were taken as linear light and converted to sRGB.
  case convertedFromLinear(file: String)
  /// The photo's profile cannot be stored in the result's format: the colours are converted to sRGB.
  case profileConverted(file: String, format: String)
  /// A JPEG file without its end marker, all of whose pixels are there.
  case endMarkerMissing(file: String)
  /// XMP that the photo's file continues elsewhere.
  case extendedXMPLeftOut(file: String)
  /// The embedded ICC profile is broken or of the wrong kind; what is assumed instead.
  case profileIgnored(file: String, assumed: String)
  /// The file has channels that are neither colours nor transparency; they are left out.
  case extraChannels(file: String, count: Int)
  /// The colours are what something else than a profile says.
  case coloursByLabel(file: String, colours: String, source: String)
  /// The result's format has no transparency: transparent areas get a colour.
  case flattened(file: String, colour: String)
  /// The photo has a gain map, which the result has not.
  case gainMapLeftOut(file: String)
  /// The photo has a short film behind it, which the result has not.
  case filmLeftOut(file: String)
  /// XMP that is too long for the result's format.
  case metadataLeftOut(file: String, kilobytes: Int)
  /// What keeps the result from having exact pixels although they were asked for.
  case notLossless(String)
  /// A mask whose values are not plainly black, white and soft edges.
  case mask(file: String, MaskUnderstanding.Finding)
  /// A mask that covers most of the photo and all of its border.
  case probablyInverted(file: String, coverage: Double)
  /// The photo is turned by its EXIF orientation, and a mask of the same size is not.
  case maskNotTurned(mask: String, photo: String, orientation: Int)
  /// The object hardly changes: by so many levels of 255 on average. `brightest` is the mask's, 0...1; `coverage` the share of
  /// the photo.
  case littleChange(mask: String, levels: Double, brightest: Double, coverage: Double)
  /// One table of colours was fitted to a method whose change also depends on the place, and gives its result with this signal-to-noise
  /// ratio in dB.
  case tableFit(decibels: Double)
  /// At the network's size the object has few columns or rows.
  case fewPixels(mask: String, columns: Int, rows: Int)
}

extension Notice: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .convertedFromCMYK(let file): "\(file): CMYK was converted to sRGB; the result is RGB"
    case .convertedToSRGB(let file): "\(file): an unusual colour space was converted to sRGB"
    case .convertedFromLinear(let file):
      "\(file): its floating-point samples are taken as linear light and converted to sRGB; if the result is too bright, save "
        + "the photo with 16 bits"
    case .profileConverted(let file, let format):
      "\(file): its colour profile cannot be stored in \(format); the colours are converted to sRGB"
    case .endMarkerMissing(let file): "\(file): its end marker is missing; all its pixels are there"
    case .extendedXMPLeftOut(let file): "\(file): the part of its XMP that is stored separately is left out"
    case .firstOfSeveral(let file, let count): "\(file): contains \(count) pictures; the first one is used"
    case .profileIgnored(let file, let assumed):
      "\(file): the embedded colour profile cannot be used and is left out; \(assumed) is assumed"
    case .extraChannels(let file, let count):
      "\(file): \(count == 1 ? "a channel" : "\(count) channels") beside colours and transparency (a saved selection?) "
        + "\(count == 1 ? "is" : "are") left out"
    case .coloursByLabel(let file, let colours, let source): "\(file): read as \(colours), as \(source) specify"
    case .flattened(let file, let colour):
      "\(file): JPEG has no transparency; transparent areas become \(colour) (--flatten chooses another colour)"
    case .gainMapLeftOut(let file): "\(file): its gain map (HDR) is left out; the result is SDR only"
    case .filmLeftOut(let file): "\(file): a motion photo; its film is left out"
    case .metadataLeftOut(let file, let kilobytes):
      "\(file): its XMP (\(kilobytes) KiB) does not fit into a JPEG and is left out; write TIFF or PNG to keep it"
    case .notLossless(let reason): "--lossless: \(reason)"
    case .mask(let file, let finding): "\(file): \(finding)"
    case .probablyInverted(let file, let coverage):
      "\(file): the mask covers \(Self.percent(coverage)) of the photo and all of its border; if it is black where the object "
        + "is, use --invert-mask"
    case .maskNotTurned(let mask, let photo, let orientation):
      "\(photo) is turned by its EXIF orientation (\(orientation)), and \(mask) has none; if the mask was made for the photo "
        + "as stored, use --turn-mask"
    case .littleChange(let mask, let levels, let brightest, let coverage):
      "the object changes by \(Self.number(levels)) of 255 levels only: "
        + Self.cause(mask, brightest: brightest, coverage: coverage)
    case .tableFit(let decibels):
      "one table of colours gives the network's own result with \(Self.number(decibels)) dB"
        + (decibels < 35
          ? "; what differs from place to place is lost (without --transfer lut, --cube or --hald it is kept)" : "")
    case .fewPixels(let mask, let columns, let rows):
      "\(mask): the network sees the object as \(columns)x\(rows) pixels only, too few to judge its colours well"
    }
  }

  private static func cause(_ mask: String, brightest: Double, coverage: Double) -> String {
    let share = "covers \(percent(coverage)) of the photo"
    if brightest < 0.6 { return "the brightest value of \(mask) is \(percent(brightest)), and it \(share)" }
    if coverage < 0.0005 { return "\(mask) \(share), too little to be seen" }
    return "the network finds nothing to correct (\(mask) \(share))"
  }

  private static func percent(_ share: Double) -> String {
    let percent = share * 100
    return percent >= 10 || percent == 0 ? "\(Int(percent.rounded())) %" : "\(number(percent)) %"
  }

  /// Two significant digits.
  private static func number(_ value: Double) -> String {
    guard value > 0 else { return "0" }
    var unit = 1.0
    while value * unit < 10, unit < 1e6 { unit *= 10 }
    let rounded = (value * unit).rounded() / unit
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

extension MaskUnderstanding.Finding: CustomStringConvertible {
  /// What it is and how it was taken.
  public var description: String {
    switch self {
    case .cutout: "a cut-out; its transparency is the mask"
    case .labels(let values):
      "contains the values \(values.prefix(6).map(String.init).joined(separator: ", "))\(values.count > 6 ? ", ..." : "") only; "
        + "taken as labels: everything but the background is the object"
    case .noise(let black, let white):
      "its black and white are not pure; values up to \(black) count as black, from \(white) on as white"
    case .narrow(let top): "its values end at \(top); \(top) is taken as white"
    case .photo: "looks like a photo, not like a mask; were photo and mask given in the wrong order?"
    }
  }
}
