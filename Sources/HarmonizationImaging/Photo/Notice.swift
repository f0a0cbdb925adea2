/// Something that the user should know about how a picture was read; not an error.
public enum Notice: Sendable, Equatable {
  /// CMYK inks were converted to sRGB, and the result is RGB.
  case convertedFromCMYK(file: String)
  /// An unusual colour space (Lab, scene-linear, ...) was converted to sRGB.
  case convertedToSRGB(file: String)
  /// The file holds several pictures; the first one is used.
  case firstOfSeveral(file: String, count: Int)
  /// The embedded ICC profile is broken or of the wrong kind; sRGB is assumed.
  case profileIgnored(file: String)
}

extension Notice: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .convertedFromCMYK(let file): "\(file): CMYK was converted to sRGB; the result is RGB"
    case .convertedToSRGB(let file): "\(file): an unusual colour space was converted to sRGB"
    case .firstOfSeveral(let file, let count): "\(file): holds \(count) pictures; the first one is used"
    case .profileIgnored(let file): "\(file): the embedded colour profile cannot be used; sRGB is assumed"
    }
  }
}
