import ArgumentParser
import ImageHarmonization

/// What works out how the foreground changes.
enum ChangeMethod: String, ExpressibleByArgument, CaseIterable {
  /// A trained network.
  case network
  /// Means and deviations of the background (Reinhard et al. 2001).
  case reinhard
  /// Mean and covariance of the background (Pitié and Kokaram 2007).
  case mongeKantorovich = "monge-kantorovich"

  /// The method without learning; nil for networks.
  var baseline: ClassicalBaseline? {
    switch self {
    case .network: nil
    case .reinhard: .reinhard
    case .mongeKantorovich: .mongeKantorovich
    }
  }
}
