import ArgumentParser
import ImageHarmonization

/// How strongly and by which way the colours change.
struct ChangeOptions: ParsableArguments {
  @OptionGroup var adjusting: AdjustmentOptions
  @OptionGroup var carrying: TransferOption

  /// The library's form.
  var adjustment: ChangeAdjustment { adjusting.adjustment }
}

/// How much of a change is applied, and which part of it.
struct AdjustmentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Share of the change that is applied, 0 to 2; beyond 1 the change is exaggerated, as far as colours can be.",
      valueName: "share"))
  var strength: Double = 1

  @Option(help: "Apply only one part of the change: light (its lightness) or colour (hue and saturation).")
  var only: ChangePart?

  func validate() throws {
    guard (0...2).contains(strength) else { throw ValidationError("--strength must be between 0 and 2") }
  }

  /// The library's form.
  var adjustment: ChangeAdjustment { ChangeAdjustment(strength: strength, part: only) }
}

/// How a small picture's change reaches the native pixels.
struct TransferOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the change of the small picture reaches the native pixels; the network's own way by default: its table of "
        + "colours (the default model), its map of parameters (PCT-Net) or the bilateral grid. lut fits one table of colours to "
        + "any network; the others are for comparison.",
      valueName: "way"))
  var transfer: TransferChoice?

  @Option(help: ArgumentHelp("Nodes along each axis of a table of colours: 17, 33 or 65.", valueName: "n"))
  var tableSize: Int?

  func validate() throws {
    guard let tableSize else { return }
    guard [17, 33, 65].contains(tableSize) else { throw ValidationError("--table-size must be 17, 33 or 65") }
    guard transfer == nil || transfer == .lut else { throw ValidationError("--table-size goes with --transfer lut") }
  }

  /// The library's form; nil for the network's own way.
  var fit: TransferFit? {
    if let tableSize { return .table(size: tableSize) }
    return transfer?.fit
  }
}

extension ChangePart: ExpressibleByArgument {}

/// ``TransferFit`` as the command line spells it.
enum TransferChoice: String, ExpressibleByArgument, CaseIterable {
  case lut
  case bilateralGrid = "bilateral-grid"
  case guidedFilter = "guided-filter"
  case residual
  case enlargement

  var fit: TransferFit {
    switch self {
    case .lut: .table()
    case .bilateralGrid: .guided(.bilateralGrid)
    case .guidedFilter: .guided(.guidedFilter)
    case .residual: .guided(.residual)
    case .enlargement: .guided(.enlargement)
    }
  }
}
