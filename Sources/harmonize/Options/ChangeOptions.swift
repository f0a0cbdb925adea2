import ArgumentParser
import ImageHarmonization

/// How strongly and by which way the colours change.
struct ChangeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Share of the change that is applied, 0 to 1.", valueName: "share"))
  var strength: Double = 1

  @Option(
    help: ArgumentHelp(
      "How the change of the small picture reaches the native pixels. The other ways than the default are for comparison.",
      valueName: "way"))
  var transfer: TransferMethod = .bilateralGrid

  func validate() throws {
    guard (0...1).contains(strength) else { throw ValidationError("--strength must be between 0 and 1") }
  }
}

extension TransferMethod: ExpressibleByArgument {
  /// `bilateral-grid`, `guided-filter`, ...
  public init?(argument: String) {
    guard let method = Self.allCases.first(where: { $0.spelling == argument || $0.rawValue == argument }) else {
      return nil
    }
    self = method
  }

  /// What help texts list.
  public static var allValueStrings: [String] { allCases.map(\.spelling) }
  /// What help texts give as the default.
  public var defaultValueDescription: String { spelling }

  private var spelling: String {
    switch self {
    case .bilateralGrid: "bilateral-grid"
    case .guidedFilter: "guided-filter"
    case .residual, .enlargement: rawValue
    }
  }
}
