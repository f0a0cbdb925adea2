import ArgumentParser
import ImageHarmonization
import HarmonizationImaging

/// `harmonize photo`
struct PhotoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photo", abstract: "Harmonizes one photo.",
    discussion: """
      The result is named after the photo, composite_harmonized.jpg, unless -o names it. '-' is standard input or output. \
      JPEG, PNG, TIFF, WebP and AVIF are read and written; HEIC needs HARMONIZE_VIPS=system and a libvips with HEVC.

      Examples:
        harmonize photo composite.jpg mask.png
        harmonize photo a.tif mask.png -o result.tif --compare both.jpg
        harmonize photo --foreground cutout.png --background beach.jpg \\
            --at 400,300 --scale 0.5 -o result.jpg
        harmonize photo a.jpg mask.png -w idih256.pth --strength 0.7
        harmonize photo design.ora -o result.psd
        harmonize photo a.jpg mask.png --cube look.cube --explain
        curl -s https://example.com/a.jpg \\
            | harmonize photo - mask.png > result.jpg
      """)

  @Argument(help: "The photo with the pasted foreground, or a design of layers (.ora); '-' reads standard input.")
  var composite: String?

  @Argument(help: "The mask: white is foreground, black background, of the photo's size; none for a design.")
  var mask: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The result; '-' writes standard output.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The layer of a design that is the foreground; the topmost visible one by default.", valueName: "name"))
  var layer: String?

  @OptionGroup(title: "Making the composite") var pasting: PastingOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: ChangeOptions
  @OptionGroup(title: "Output") var files: OutputOptions
  @OptionGroup(title: "Tables and words") var tables: TableOptions

  @Option(
    help: "What changes the colours: a trained network, or, to compare with, the background's colour statistics.")
  var method: ChangeMethod = .network

  @Option(
    name: .customLong("protocol"),
    help:
      "reference: what the published predictors give: the network's own small picture; of PCT-Net, the published blend."
  )
  var mode: Mode = .native

  @Option(help: ArgumentHelp("Also write before and after side by side.", valueName: "file"))
  var compare: String?

  @Flag(help: "Let --compare show the object and its surroundings at 100 %, not the whole photo.")
  var compareObject = false

  @Option(help: "Format of standard output or of the file with the default name; otherwise the photo's own.")
  var format: ImageFormat?

  @Flag(name: .shortAndLong, help: "Say what took how long.")
  var verbose = false

  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case native, reference
  }

  func validate() throws {
    if compareObject, compare == nil { throw ValidationError("--compare-object goes with --compare") }
    if tables.needsTable, let transfer = change.carrying.transfer, transfer != .lut {
      throw ValidationError("--cube and --hald write one table; they go with --transfer lut only")
    }
    if mode == .reference, tables.needsTable || tables.explain || tables.json != nil {
      throw ValidationError("--protocol reference goes without --cube, --hald, --explain and --json")
    }
    if mode == .reference, compare != nil || change.adjustment != ChangeAdjustment() || method != .network {
      throw ValidationError("--protocol reference goes without --compare, --strength, --only and --method")
    }
    if layer != nil, !isDesign { throw ValidationError("--layer goes with a design of layers (.ora)") }
    if isDesign {
      guard mask == nil else { throw ValidationError("a design needs no mask: its layer is the foreground") }
    } else if pasting.isUsed {
      guard composite == nil else {
        throw ValidationError("name either COMPOSITE and MASK or --foreground and --background, not both")
      }
    } else {
      guard composite != nil else { throw ValidationError("name a photo and its mask") }
      guard mask != nil else {
        throw ValidationError("name the mask behind the photo: harmonize photo \(composite ?? "") mask.png")
      }
      guard composite != "-" || mask != "-" else { throw ValidationError("only one of photo and mask can be '-'") }
    }
  }

  func run() async throws {
    let interruption = Interruption(isFinal: true)
    defer { withExtendedLifetime(interruption) {} }
    let watch = Stopwatch(isOn: verbose)
    let loading = loadMethod(watch)
    let target = try PhotoTarget(
      output, for: pasting.background ?? composite ?? "",
      format: isDesign && output == nil ? format ?? .png : format, encoder: files.encoder())
    try checkOtherOutputs(target)
    let (photo, mask, notices) = try watch.measure("photo opened, mask read") { try read() }
    let (method, compiling) = try await loading.value
    if mode == .reference, let network = method as? NetworkMethod {
      let picture = try await ReferencePredictor(network.predictor()).predict(photo, mask: mask)
      try await compiling.value
      return try target.write(picture)
    }
    let rendering = try await watch.measure("small copy made, method run, transfer fitted") {
      try await Harmonizer(method).harmonize(photo, mask: mask, adjustment: change.adjustment, maskName: maskName)
    }
    try await compiling.value
    try write(rendering, model: method.name, notices: notices, to: target, watch)
  }

  /// A method, and the task that says when it is ready.
  private typealias Loaded = (method: any HarmonizationMethod, compiling: Task<Void, any Error>)

  /// Reads weights and compiles the network in the background, while the photo is opened.
  private func loadMethod(_ watch: Stopwatch) -> Task<Loaded, any Error> {
    let (method, network, fit) = (method, network, fit)
    return Task.detached {
      if let baseline = method.baseline { return (baseline, Task {}) }
      let network = try watch.measure("weights read") { try network.method(fit: fit) }
      let compiling = Task.detached {
        try await watch.measure("network compiled or taken from the cache") { try await network.ready() }
      }
      return (network, compiling)
    }
  }

  /// The comparison comes first: with --overwrite the photo itself may be what is replaced.
  private func write(
    _ rendering: Rendering, model: String, notices: [Notice], to target: PhotoTarget, _ watch: Stopwatch
  ) throws {
    StandardError.print(rendering.notices)
    if let compare {
      try watch.measure("comparison written") {
        let part = compareObject ? rendering.mask.part(margin: 1.5) : nil
        try files.encoder().write(try Comparison.raster(of: rendering, part: part), to: compare)
      }
    }
    try tables.write(
      rendering, model: model, adjustment: change.adjustment,
      notices: notices + rendering.notices + target.notices(for: rendering), overwrite: files.overwrite)
    try watch.measure("photo decoded, recoloured, encoded") { try target.write(rendering) }
  }

  private func checkOtherOutputs(_ target: PhotoTarget) throws {
    let pictures = [compare, pasting.saveComposite, pasting.saveMask].compactMap { $0 }
    for path in pictures { try OutputFile.checkPicture(path, overwrite: files.overwrite) }
    for path in tables.files { try OutputFile.check(path, overwrite: files.overwrite) }
    let others = pictures + tables.files
    for path in others {
      guard !target.isFile(path), others.count(where: { $0 == path }) == 1 else {
        throw Failure("'\(path)' is named for two results; name different files")
      }
    }
  }

  /// How the change reaches the native pixels; nil for the network's own way.
  var fit: TransferFit? { change.carrying.fit ?? (tables.needsTable ? .table() : nil) }

  /// What messages call the mask.
  var maskName: String { pasting.foreground ?? mask ?? composite ?? "" }

  /// Whether the composite is a file of layers.
  var isDesign: Bool {
    !pasting.isUsed && composite.flatMap(LayeredFormat.init(path:)) == .openRaster
  }

  /// The photo and its mask, from files or pasted together, and the notices about them, which are said at once.
  func read(saying say: ([Notice]) -> Void = StandardError.print) throws -> (Photo, Mask, [Notice]) {
    if pasting.isUsed {
      let made = try pasting.composite()
      say(made.photo.notices)
      if let path = pasting.saveMask { try files.encoder().write(made.mask.raster, to: path) }
      if let path = pasting.saveComposite { try files.encoder().write(made.photo, to: path) }
      return (made.photo, try masking.prepared(made.mask, name: maskName, for: made.photo), made.photo.notices)
    }
    if isDesign {
      let made = try OpenRaster(ImageArgument.source(composite ?? "")).compositing(foreground: layer)
      say(made.photo.notices)
      return (made.photo, try masking.prepared(made.mask, name: maskName, for: made.photo), made.photo.notices)
    }
    return try masking.read(photo: composite ?? "", mask: mask ?? "", saying: say)
  }
}
