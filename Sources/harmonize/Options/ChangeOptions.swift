import ArgumentParser
import ImageHarmonization

/// How strongly and by which way the colours change.
struct ChangeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Share of the change that is applied, 0 to 1.", valueName: "share"))
  var strength: Double = 1

  @Option(
    help: ArgumentHelp(
      "How the change of the small picture reaches the native pixels; the network's own way by default: its map of "
        + "parameters (PCT-Net) or the bilateral grid. The others are for comparison.",
      valueName: "way"))
  var transfer: TransferChoice?

  func validate() throws {
    guard (0...1).contains(strength) else { throw ValidationError("--strength must be between 0 and 1") }
  }
}

/// ``TransferMethod`` as the command line spells it.
enum TransferChoice: String, ExpressibleByArgument, CaseIterable {
  case bilateralGrid = "bilateral-grid"
  case guidedFilter = "guided-filter"
  case residual
  case enlargement

  var method: TransferMethod {
    switch self {
    case .bilateralGrid: .bilateralGrid
    case .guidedFilter: .guidedFilter
    case .residual: .residual
    case .enlargement: .enlargement
    }
  }
}
