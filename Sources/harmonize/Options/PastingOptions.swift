import ArgumentParser
import HarmonizationImaging

/// A composite that the tool makes itself.
struct PastingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A cut-out with transparency, pasted onto --background.", valueName: "file"))
  var foreground: String?

  @Option(help: ArgumentHelp("The photo that the cut-out is pasted onto.", valueName: "file"))
  var background: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where the cut-out's top left corner comes to lie, in pixels; may be negative.", valueName: "x,y"))
  var at: PixelPosition = PixelPosition(x: 0, y: 0)

  @Option(help: ArgumentHelp("Size of the cut-out relative to its own.", valueName: "factor"))
  var scale: Double = 1

  @Flag(
    help: "Free the cut-out's soft edge (hair, for instance) from the colours of the background that it was cut from.")
  var decontaminate = false

  @Option(help: ArgumentHelp("Also write the composite itself.", valueName: "file"))
  var saveComposite: String?

  @Option(help: ArgumentHelp("Also write the composite's mask.", valueName: "file"))
  var saveMask: String?

  /// Whether a composite is to be made.
  var isUsed: Bool { foreground != nil || background != nil }

  func validate() throws {
    guard (foreground == nil) == (background == nil) else {
      throw ValidationError("--foreground and --background go together")
    }
    guard scale > 0, scale <= 64 else { throw ValidationError("--scale must be above 0 and at most 64") }
    guard saveComposite == nil && saveMask == nil || isUsed else {
      throw ValidationError("--save-composite and --save-mask go with --foreground and --background")
    }
  }

  /// Pastes.
  func composite() throws -> Photo.Compositing {
    let photo = try Photo(ImageArgument.source(background ?? ""))
    return try photo.pasting(
      ImageArgument.source(foreground ?? ""), x: at.x, y: at.y, scale: scale, decontaminate: decontaminate)
  }
}

/// `x,y` on the command line.
struct PixelPosition: ExpressibleByArgument, Equatable {
  let x: Int
  let y: Int

  init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",").map { Int($0) }
    guard parts.count == 2, let x = parts[0], let y = parts[1], abs(x) < 1 << 24, abs(y) < 1 << 24 else { return nil }
    self.init(x: x, y: y)
  }

  var defaultValueDescription: String { "\(x),\(y)" }
}

/// Pictures on the command line.
enum ImageArgument {
  /// A file, a pipe, or standard input for '-'.
  static func source(_ text: String) throws -> ImageSource {
    text == "-" ? try .standardInput() : try .contents(of: text)
  }
}
