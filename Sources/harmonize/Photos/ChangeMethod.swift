import ArgumentParser
import HarmonizationData
import ImageHarmonization
import HarmonizationImaging

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

extension ClassicalBaseline {
  /// The photo with its foreground moved towards the background's colours; statistics come from a small copy.
  func rendering(_ photo: Photo, mask: Mask, maskName: String, strength: Double) throws -> Rendering {
    let copy = try SmallCopy(of: photo, mask: mask, size: 256, maskName: maskName)
    var rendering = try Rendering(
      photo, mask: mask, transform: map(for: copy.composite, mask: copy.foreground), strength: strength)
    rendering.notices = copy.notices
    return rendering
  }
}
