import ArgumentParser
import HarmonizationImaging
import ImageHarmonization

/// `harmonize apply`
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Applies a look-up table to the masked part of a photo.",
    discussion: """
      For the other photos of a series, or for the same photo with a corrected mask: no network is run. Any .cube file is \
      read, with curves (1D) or in three dimensions up to 129 nodes a side, and Hald pictures. Its colours are taken as sRGB.

      Examples:
        harmonize photo first.jpg mask1.png --cube look.cube
        harmonize apply look.cube second.jpg mask2.png -o result.jpg
        harmonize apply look.cube second.jpg mask2.png --only light
      """)

  @Argument(help: "The table: a .cube file, or a Hald picture.")
  var table: String

  @Argument(help: "The photo; '-' reads standard input.")
  var photo: String

  @Argument(help: "The mask: white is changed, black stays; of the photo's size.")
  var mask: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The result; '-' writes standard output.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: AdjustmentOptions
  @OptionGroup(title: "Output") var files: OutputOptions

  @Option(help: "Format of standard output or of the file with the default name; otherwise the photo's own.")
  var format: ImageFormat?

  func validate() throws {
    guard photo != "-" || mask != "-" else { throw ValidationError("only one of photo and mask can be '-'") }
  }

  func run() async throws {
    let target = try PhotoTarget(output, for: photo, format: format, encoder: files.encoder())
    let table = try LookUpTable(contentsOf: table)
    let (photo, mask, _) = try masking.read(photo: photo, mask: mask)
    try target.write(try Rendering(photo, mask: mask, transform: table, adjustment: change.adjustment))
  }
}
