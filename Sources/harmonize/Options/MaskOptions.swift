import ArgumentParser
import ImageHarmonization
import HarmonizationImaging

/// How a mask is read and changed before it is used.
struct MaskOptions: ParsableArguments {
  @Flag(help: "The mask is black where the foreground is.")
  var invertMask = false

  @Option(help: ArgumentHelp("Soften the mask's edge (Gaussian sigma in pixels).", valueName: "pixels"))
  var feather: Double = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Grow the mask by so many pixels; negative shrinks it.", valueName: "pixels"))
  var grow: Double = 0

  @Flag(help: "Use the mask file's alpha channel even if its colours look like a mask; cut-outs need no option.")
  var alphaMask = false

  @Flag(help: "Resize a mask that has another size than the photo and the same shape.")
  var resizeMask = false

  @Flag(help: "Turn a mask that was made for the photo as stored, without its EXIF orientation.")
  var turnMask = false

  func validate() throws {
    guard feather >= 0, feather <= 1000 else { throw ValidationError("--feather must be between 0 and 1000") }
    guard abs(grow) <= 512 else { throw ValidationError("--grow must be between -512 and 512") }
  }

  /// Opens a photo, reads its mask, and says at once what there is to say about them.
  ///
  /// - Parameters:
  ///   - photo: The photo as an argument.
  ///   - mask: Its mask as an argument.
  ///   - say: What hears the notices.
  /// - Returns: Both, and what was said.
  func read(
    photo: String, mask: String, saying say: ([Notice]) -> Void = StandardError.print
  ) throws -> (Photo, Mask, [Notice]) {
    let photo = try Photo(ImageArgument.source(photo))
    say(photo.notices)
    let reading = try read(ImageArgument.source(mask), for: photo)
    say(reading.notices)
    return (photo, reading.mask, photo.notices + reading.notices)
  }

  /// Reads the mask for `photo`.
  func read(_ source: ImageSource, for photo: Photo) throws -> MaskReading {
    var reading = try fitted(source, to: photo)
    if let reason = reading.emptiness, !invertMask {
      throw HarmonizationError.emptyMask(source.name, reason: reason)
    }
    reading.mask = try prepared(reading.mask, name: source.name, for: photo)
    return reading
  }

  /// What is done to a mask.
  var preparation: MaskPreparation {
    var preparation = MaskPreparation()
    (preparation.inverts, preparation.growth, preparation.feather) = (invertMask, grow, feather)
    return preparation
  }

  /// Reads the mask of a video's frame, which may be empty, or absent where the name is empty.
  func readFrame(_ file: String, for photo: Photo) throws -> MaskReading {
    let empty = Raster<UInt8>(width: photo.width, height: photo.height, channels: 1, repeating: 0)
    guard let none = Mask(empty) else { throw Failure("\(photo.name) has no pixels") }
    guard !file.isEmpty else { return MaskReading(none, name: "no mask") }
    var reading = try fitted(.file(file), to: photo)
    reading.mask = try preparation.applied(to: reading.mask) ?? none
    return reading
  }

  private func fitted(_ source: ImageSource, to photo: Photo) throws -> MaskReading {
    try MaskReading(source, channel: alphaMask ? .alpha : .automatic)
      .fitted(to: photo, turning: turnMask, resizing: resizeMask)
  }

  /// Applies what was asked for to a mask, and checks that it can be used.
  func prepared(_ mask: Mask, name: String, for photo: Photo) throws -> Mask {
    if invertMask, !mask.hasBackground {
      throw HarmonizationError.emptyMask(name, reason: "it is white everywhere, and --invert-mask makes that black")
    }
    let own = invertMask ? mask.inverted() : mask
    try own.checkUsable(for: photo, name: name)
    guard grow != 0 || feather > 0 else { return own }
    var edge = preparation
    edge.inverts = false
    let result = try edge.applied(to: own)
    guard let result, result.hasBackground else {
      throw Failure(
        "\(name): --grow \(grow) leaves no \(result == nil ? "foreground" : "background"); use a smaller value")
    }
    return result
  }
}
