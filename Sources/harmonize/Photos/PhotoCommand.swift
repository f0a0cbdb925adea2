import ArgumentParser
import ImageHarmonization
import Imaging

/// `harmonize photo`
struct PhotoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photo", abstract: "Harmonizes one photo.",
    discussion: """
      Names the result after the photo unless told otherwise: composite_harmonized.jpg. '-' is standard input or output. \
      What the tool can read and write depends on libvips: JPEG, PNG, TIFF, WebP, often HEIC and AVIF.

      Examples:
        harmonize photo composite.jpg mask.png
        harmonize photo composite.tif mask.png -o result.tif --compare before-after.jpg
        harmonize photo --foreground cutout.png --background beach.jpg --at 400,300 --scale 0.5 -o result.jpg
        harmonize photo composite.jpg mask.png --weights idih256.pth --strength 0.7 --feather 2
        curl -s https://example.com/a.jpg | harmonize photo - mask.png -o - > result.jpg
      """)

  @Argument(help: "The photo with the pasted foreground; '-' reads standard input.")
  var composite: String?

  @Argument(help: "The mask: white is foreground, black background, of the photo's size.")
  var mask: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The result; '-' writes standard output.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Making the composite") var pasting: PastingOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Output") var files: OutputOptions

  @Option(help: ArgumentHelp("Share of the change that is applied, 0 to 1.", valueName: "share"))
  var strength: Double = 1

  @Option(
    help: "How the network's change reaches the native pixels: bilateralGrid, guidedFilter, residual, enlargement.")
  var transfer: TransferMethod = .bilateralGrid

  @Option(
    name: .customLong("protocol"),
    help: "native, or reference: the network's own small picture as the reference implementation's predictor gives it.")
  var mode: Mode = .native

  @Option(help: ArgumentHelp("Also write before and after side by side.", valueName: "file"))
  var compare: String?

  @Option(help: "Format for standard output: jpeg, png, tiff, webp, ...; by default the photo's own.")
  var format: ImageFormat?

  @Flag(name: .shortAndLong, help: "Say what took how long.")
  var verbose = false

  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case native, reference
  }

  func validate() throws {
    guard (0...1).contains(strength) else { throw ValidationError("--strength must be between 0 and 1") }
    if pasting.isUsed {
      guard composite == nil else {
        throw ValidationError("name either COMPOSITE and MASK or --foreground and --background, not both")
      }
    } else {
      guard composite != nil else { throw ValidationError("name a photo and its mask; see 'harmonize photo --help'") }
      guard mask != nil else { throw ValidationError("name the mask of '\(composite ?? "")' behind it") }
      guard composite != "-" || mask != "-" else { throw ValidationError("only one of photo and mask can be '-'") }
    }
  }

  func run() async throws {
    let watch = Stopwatch(isOn: verbose)
    let target = try PhotoTarget(
      output, for: pasting.background ?? composite ?? "", format: format, encoder: files.encoder())
    if let compare { try OutputFile.check(compare, overwrite: files.overwrite) }
    let loaded = try watch.measure("weights read") { try model.model() }
    async let harmonizer = watch.measure("network compiled or taken from the cache") {
      try Harmonizer(loaded, options: model.inference(), flips: model.flip)
    }
    let (photo, mask) = try watch.measure("photo opened, mask read") { try read() }
    for notice in photo.notices { StandardError.print("note: \(notice)") }
    if mode == .reference {
      let picture = try await ReferenceProtocol(harmonizer.predictor).predict(photo, mask: mask)
      try target.write(picture)
      return
    }
    let copy = try watch.measure("small copy made") {
      try SmallCopy(of: photo, mask: mask, size: loaded.configuration.inputSize)
    }
    let ready = try await harmonizer
    let rendering = try await watch.measure("network run, transfer fitted") {
      try await ready.harmonize(copy, strength: strength, method: transfer)
    }
    try watch.measure("photo decoded, recoloured, encoded") { try target.write(rendering) }
    if let compare {
      try watch.measure("comparison written") {
        try files.encoder().write(try Comparison.raster(of: rendering), to: compare)
      }
    }
  }

  /// The photo and its mask, from files or pasted together.
  private func read() throws -> (Photo, Mask) {
    if pasting.isUsed {
      let made = try pasting.composite()
      if let path = pasting.saveComposite { try files.encoder().write(made.photo, to: path) }
      return (made.photo, try masking.prepared(made.mask, name: pasting.foreground ?? "", for: made.photo))
    }
    let photo = try Photo(ImageArgument.source(composite ?? ""))
    return (photo, try masking.read(ImageArgument.source(mask ?? ""), for: photo))
  }
}

extension TransferMethod: ExpressibleByArgument {}
