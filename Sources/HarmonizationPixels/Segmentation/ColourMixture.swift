import Foundation

/// A mixture of Gaussians: which colours the object, or the background, has.
struct ColourMixture {
  private struct Component {
    var mean = SIMD3<Float>.zero
    /// The inverse covariance: its diagonal, and the entries (0, 1), (0, 2) and (1, 2), doubled.
    var diagonal = SIMD3<Float>.zero
    var mixed = SIMD3<Float>.zero
    /// What a colour at the mean costs.
    var base = Float.infinity

    @inline(__always)
    func cost(_ colour: SIMD3<Float>) -> Float {
      let d = colour - mean
      let products = SIMD3(d.x * d.y, d.x * d.z, d.y * d.z)
      return base + 0.5 * ((d * d * diagonal).sum() + (products * mixed).sum())
    }
  }

  /// Sums of a group of colours.
  private struct Moments {
    var count = 0.0
    var sum = SIMD3<Double>.zero
    /// Sums of squares, and of the products (0, 1), (0, 2) and (1, 2).
    var squares = SIMD3<Double>.zero
    var products = SIMD3<Double>.zero

    mutating func add(_ colour: SIMD3<Float>) {
      let c = SIMD3<Double>(colour)
      count += 1
      sum += c
      squares += c * c
      products += SIMD3(c.x * c.y, c.x * c.z, c.y * c.z)
    }

    var mean: SIMD3<Double> { sum / max(count, 1) }

    var covariance: Matrix3 {
      let (m, n) = (mean, max(count, 1))
      let d = squares / n - m * m
      let p = products / n - SIMD3(m.x * m.y, m.x * m.z, m.y * m.z)
      return Matrix3(SIMD3(d.x, p.x, p.y), SIMD3(p.x, d.y, p.z), SIMD3(p.y, p.z, d.z))
    }
  }

  /// Noise of the photo that every group has at least: one and a half levels of 255.
  private static let leastVariance = 2.25 / (255 * 255)

  private var components: [Component]

  /// The mixture of some colours, found by splitting the widest group along its longest axis until there are enough (Orchard and
  /// Bouman 1991), so that it depends on nothing but the colours.
  ///
  /// - Parameters:
  ///   - colours: Red, green, blue, 0...1; not empty.
  ///   - count: Gaussians; fewer if the colours are fewer.
  init(_ colours: [SIMD3<Float>], count: Int) {
    var groups = [colours]
    var moments = [Self.moments(colours)]
    while groups.count < count {
      let spreads = moments.map { (eigen: $0.covariance.symmetricEigen, count: $0.count) }
      let sizes = spreads.map { $0.eigen.values.x * $0.count }
      guard let widest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { break }
      let axis = SIMD3<Float>(spreads[widest].eigen.vectors.column(0))
      let middle = SIMD3<Float>(moments[widest].mean)
      let above = groups[widest].filter { (($0 - middle) * axis).sum() > 0 }
      guard !above.isEmpty, above.count < groups[widest].count else { break }
      groups[widest].removeAll { (($0 - middle) * axis).sum() > 0 }
      groups.append(above)
      moments[widest] = Self.moments(groups[widest])
      moments.append(Self.moments(above))
    }
    components = Self.components(moments)
  }

  /// The mixture that fits the colours better: each is counted for the Gaussian that explains it best.
  func refined(_ colours: [SIMD3<Float>]) -> ColourMixture {
    var moments = [Moments](repeating: Moments(), count: components.count)
    for colour in colours { moments[best(colour).index].add(colour) }
    var result = self
    result.components = Self.components(moments)
    return result
  }

  /// How unlikely a colour is: minus the logarithm of its probability by the Gaussian that explains it best.
  @inline(__always)
  func cost(_ colour: SIMD3<Float>) -> Float { best(colour).cost }

  private func best(_ colour: SIMD3<Float>) -> (index: Int, cost: Float) {
    var (index, least) = (0, Float.infinity)
    for candidate in components.indices {
      let cost = components[candidate].cost(colour)
      if cost < least { (index, least) = (candidate, cost) }
    }
    return (index, least)
  }

  private static func moments(_ colours: [SIMD3<Float>]) -> Moments {
    var moments = Moments()
    for colour in colours { moments.add(colour) }
    return moments
  }

  private static func components(_ moments: [Moments]) -> [Component] {
    let total = moments.reduce(0) { $0 + $1.count }
    return moments.map { group in
      var component = Component()
      let covariance = group.covariance + Matrix3.identity * leastVariance
      guard group.count > 0, let inverse = covariance.inverse else { return component }
      component.mean = SIMD3(group.mean)
      component.diagonal = SIMD3(inverse.diagonal)
      component.mixed = SIMD3<Float>(SIMD3(inverse[0, 1], inverse[0, 2], inverse[1, 2])) * 2
      component.base = Float(0.5 * log(covariance.determinant) - log(group.count / total))
      return component
    }
  }
}
