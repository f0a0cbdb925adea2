#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A Gaussian at whole distances, up to three standard deviations.
struct GaussianWindow {
  let radius: Int
  private let values: [Float]

  /// exp(-d^2 / 2 sigma^2).
  init(sigma: Float) {
    radius = max(1, Int((3 * sigma).rounded(.up)))
    values = (0...radius).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
  }

  /// What turns a window of standard deviation `sigma` and peak 1 into one of 2 `sigma` and peak 1.
  ///
  /// Variances add: sqrt(3) sigma is missing. A window of the same peak and twice the width weighs twice as much.
  init(doubling sigma: Float) {
    let plain = GaussianWindow(sigma: sigma * Float(3).squareRoot())
    let sum = 2 * plain.values.reduce(0, +) - 1
    radius = plain.radius
    values = plain.values.map { $0 * 2 / sum }
  }

  subscript(offset: Int) -> Float { values[abs(offset)] }
}
