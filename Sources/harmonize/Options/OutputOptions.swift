import ArgumentParser
import HarmonizationImaging

/// How pictures are written.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Quality of JPEG, WebP, HEIC and AVIF, 1 to 100. By default a JPEG keeps its own, at least 85.", valueName: "n"))
  var quality: Int?

  @Option(help: "Colour resolution of lossy formats: full is 4:4:4, half 4:2:0.")
  var chroma: EncodingOptions.Chroma = .automatic

  @Flag(help: "Exact pixels for WebP, HEIC and AVIF.")
  var lossless = false

  @Option(
    help: ArgumentHelp(
      "What is behind transparent areas in a JPEG: white, black, grey or #rrggbb.", valueName: "colour"))
  var flatten: FlatColour = .white

  @Flag(help: "Leave EXIF, XMP and IPTC out; the colour profile stays.")
  var stripMetadata = false

  @Flag(help: "Replace existing files.")
  var overwrite = false

  func validate() throws {
    if let quality, !(1...100).contains(quality) { throw ValidationError("--quality must be between 1 and 100") }
  }

  /// The encoder that does this.
  func encoder() -> Encoder {
    var options = EncodingOptions()
    options.quality = quality
    options.chroma = chroma
    options.isLossless = lossless
    options.flatColour = flatten
    options.keepsMetadata = !stripMetadata
    return Encoder(options: options, overwrite: overwrite)
  }
}

extension FlatColour: ExpressibleByArgument {
  /// As ``FlatColour/init(_:)``.
  public init?(argument: String) { self.init(argument) }
}

extension EncodingOptions.Chroma: ExpressibleByArgument {}

/// Formats that are written, by the names of their suffixes.
extension ImageFormat: ExpressibleByArgument {
  /// `jpeg`, `jpg`, `tif`, ...
  public init?(argument: String) {
    guard let format = ImageFormat(suffix: argument), format != .gif else { return nil }
    self = format
  }

  /// What help texts list.
  public static var allValueStrings: [String] { allCases.filter { $0 != .gif }.map(\.rawValue) }
}
