import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// `harmonize mask`
struct MaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask", abstract: "Makes or cleans the mask of a photo.",
    discussion: """
      --box finds the object inside a rectangle (GrabCut), --strokes the object under white or green strokes beside black or \
      red ones; transparent and grey say nothing. The edge is as soft as the photo's. --from-alpha takes a cut-out's \
      transparency, --clean a mask of any kind (labels, palettes, JPEG noise, 16 bit). The result is 8-bit grey, photo_mask.png \
      unless -o names it.

      Examples:
        harmonize mask photo.jpg --box 120,80,400,300
        harmonize mask photo.jpg --box 120,80,400,300 --strokes strokes.png -o mask.png
        harmonize mask photo.jpg --strokes strokes.png
        harmonize mask cutout.png --from-alpha -o mask.png
        harmonize mask --clean labels.png -o mask.png
      """)

  @Argument(help: "The photo, the cut-out or, with --clean, the mask; '-' reads standard input.")
  var photo: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The mask, .png or .tif; '-' writes standard output.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "What the object is") var making: MaskMakingOptions

  @Flag(help: "Replace existing files.")
  var overwrite = false

  func validate() throws {
    guard photo != "-" || making.strokes != "-" else {
      throw ValidationError("only one of photo and strokes can be '-'")
    }
  }

  func run() async throws {
    let interruption = Interruption(isFinal: true)
    defer { withExtendedLifetime(interruption) {} }
    let path = try target()
    let reading = try making.mask(of: photo)
    StandardError.print(reading.notices)
    let encoder = Encoder(overwrite: overwrite)
    guard let path else {
      return try FileHandle.standardOutput.write(contentsOf: Data(encoder.bytes(of: reading.mask.raster, as: .png)))
    }
    try encoder.write(reading.mask.raster, to: path)
    StandardOutput.print(path: path)
  }

  /// The result's file, checked before anything is computed; nil for standard output.
  private func target() throws -> String? {
    if output == "-" || (output == nil && photo == "-") { return nil }
    guard output != nil || !ImageSource.isStream(photo) else {
      throw Failure("'\(photo)' is not a file that a mask could be named after; name the mask with -o")
    }
    let path = output ?? "\(FileName.withoutSuffix(photo))_\(making.clean ? "clean" : "mask").png"
    try OutputFile.checkPicture(path, overwrite: overwrite)
    guard [.png, .tiff].contains(try Encoder.format(for: path)) else {
      throw Failure("'\(path)': a mask must keep its exact values; use .png or .tif")
    }
    return path
  }
}

/// What a mask is made from.
struct MaskMakingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A rectangle with all of the object in it, in pixels of the photo.", valueName: "x,y,width,height"))
  var box: BoxArgument?

  @Option(
    help: ArgumentHelp(
      "A picture of the photo's shape: white or green on the object, black or red on the background.",
      valueName: "file"))
  var strokes: String?

  @Flag(help: "Take the transparency of a cut-out.")
  var fromAlpha = false

  @Flag(help: "Take the photo as a mask and make it plain: labels, palettes, noise and 16 bit are understood.")
  var clean = false

  func validate() throws {
    let kinds = [box != nil || strokes != nil, fromAlpha, clean].count { $0 }
    guard kinds > 0 else {
      throw ValidationError("say what the object is: --box, --strokes, --from-alpha or --clean")
    }
    guard kinds == 1 else {
      throw ValidationError("only --box and --strokes go together; use one of them, --from-alpha or --clean")
    }
  }

  /// The mask of a photo, or that a file is.
  ///
  /// - Parameters:
  ///   - photo: The photo, as an argument.
  ///   - decoder: Limits of reading.
  func mask(of photo: String, decoder: Decoder = Decoder()) throws -> MaskReading {
    let source = try ImageArgument.source(photo)
    if fromAlpha || clean {
      let reading = try MaskReading(source, channel: fromAlpha ? .alpha : .automatic, decoder: decoder)
      if let reason = reading.emptiness { throw HarmonizationError.emptyMask(source.name, reason: reason) }
      return reading
    }
    let photo = try Photo(source, decoder: decoder)
    let marks = try strokes.map { try MaskStrokes(ImageArgument.source($0), decoder: decoder) }
    var reading = try MaskMaker().mask(of: photo, box: box?.rect, strokes: marks)
    reading.notices = photo.notices + reading.notices
    return reading
  }
}

/// A rectangle as an argument: `x,y,width,height`.
struct BoxArgument: ExpressibleByArgument {
  let rect: PixelRect

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2], let height = numbers[3]
    else { return nil }
    rect = PixelRect(x: x, y: y, width: width, height: height)
  }
}
