import ArgumentParser
import HarmonizationImaging
import ImageHarmonization

/// One background for many cut-outs.
struct SeriesOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Paste every picture of the folders, a cut-out with transparency, onto this photo.", valueName: "file"))
  var background: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Where the cut-outs' top left corner is, in pixels.", valueName: "x,y"))
  var at: PixelPosition = PixelPosition(x: 0, y: 0)

  @Option(help: ArgumentHelp("Size of the cut-outs relative to their own.", valueName: "factor"))
  var scale: Double = 1

  @Option(
    help: ArgumentHelp(
      "Places of single cut-outs: a CSV file with the columns name, x, y and, if wanted, scale.", valueName: "file"))
  var places: String?

  @Flag(help: "Free the cut-outs' soft edges from the colours of the background that they were cut from.")
  var decontaminate = false

  func validate() throws {
    guard scale > 0, scale <= 64 else { throw ValidationError("--scale must be above 0 and at most 64") }
    guard background != nil || (places == nil && scale == 1 && at == PixelPosition(x: 0, y: 0)) else {
      throw ValidationError("--at, --scale and --places go with --background")
    }
  }

  /// What makes a composite of a cut-out; nil without a background.
  func composition(_ masking: MaskOptions) throws -> (@Sendable (PhotoPair) throws -> (Photo, MaskReading))? {
    guard let background else { return nil }
    let photo = try Photo(ImageArgument.source(background))
    let places = try Places(Places.Place(x: at.x, y: at.y, scale: scale), file: places)
    return { [decontaminate] pair in
      let place = places.place(of: pair.name)
      let made = try photo.pasting(
        .file(pair.photo), x: place.x, y: place.y, scale: place.scale, decontaminate: decontaminate)
      let mask = try masking.prepared(made.mask, name: pair.photo, for: made.photo)
      return (made.photo, MaskReading(mask, name: pair.photo))
    }
  }
}
