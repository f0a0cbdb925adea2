import ArgumentParser
import ImageHarmonization
import HarmonizationImaging

/// `harmonize transfer`
struct TransferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer", abstract: "Lifts another tool's small harmonized picture to the photo's native size.",
    usage: """
      harmonize transfer --composite <file> --mask <file> --harmonized <file>
                               [-o <file>] [<options>]
      """,
    discussion: """
      The small picture shows the whole photo, harmonized by any tool at any size; its colour change is fitted and applied \
      to the native pixels.

      Example:
        harmonize transfer --composite big.jpg --mask mask.png \\
            --harmonized small.png -o result.jpg
      """)

  @Option(help: ArgumentHelp("The photo at native size.", valueName: "file"))
  var composite: String

  @Option(help: ArgumentHelp("Its mask: white is foreground.", valueName: "file"))
  var mask: String

  @Option(help: ArgumentHelp("The small harmonized picture.", valueName: "file"))
  var harmonized: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The result; '-' writes standard output.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: ChangeOptions
  @OptionGroup(title: "Output") var files: OutputOptions

  @Option(help: "Format of standard output or of the file with the default name; otherwise the photo's own.")
  var format: ImageFormat?

  func run() async throws {
    let target = try PhotoTarget(output, for: composite, format: format, encoder: files.encoder())
    let (photo, mask, _) = try masking.read(photo: composite, mask: mask)
    let small = try Photo(ImageArgument.source(harmonized)).raster()
    let method = try GivenPicture(small, fit: change.carrying.fit ?? .guided(.bilateralGrid))
    let rendering = try await Harmonizer(method).harmonize(photo, mask: mask, adjustment: change.adjustment)
    try target.write(rendering)
  }
}
