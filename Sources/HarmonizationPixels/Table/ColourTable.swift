/// A function of colour, tabulated at the nodes of a cube and interpolated between them: what editors call a 3D look-up table.
///
///     let warmer = ColourTable { $0 + SIMD3(0.02, 0, -0.02) }
///     let colour = warmer(SIMD3(0.2, 0.4, 0.6))
///     let rendering = try Rendering(photo, mask: mask, transform: warmer)
///
/// Interpolation is tetrahedral, which is exact for affine functions and keeps greys grey if the nodes do. Colours are sRGB-encoded in
/// 0...1. Nodes contain the change of colour, so that a table that changes nothing gives the same bits. An immutable value; any
/// number of tasks may apply it at the same time.
public struct ColourTable: Sendable, Equatable {
  /// Nodes along each axis, 2...129.
  public let size: Int
  /// The colour of the first node; 0 unless a file says otherwise. Colours below are taken as this.
  public let lower: SIMD3<Float>
  /// The colour of the last node; 1 unless a file says otherwise. Colours above are taken as this.
  public let upper: SIMD3<Float>
  /// Signal-to-noise ratio in dB, with peak 1, of what the table makes of the colours that it was fitted to; nil if it was not fitted.
  public internal(set) var fidelity: Double?
  /// For each node the change of red, green and blue, and 0; red changes fastest.
  package let changes: [SIMD4<Float>]

  /// Sizes that a table can have.
  public static let sizes = 2...129
  /// Nodes along each axis unless asked for otherwise.
  public static let standardSize = 33

  /// Tabulates a function.
  ///
  /// - Parameters:
  ///   - size: nodes along each axis; brought into ``sizes``.
  ///   - function: the new colour of a colour, finite; sRGB-encoded, 0...1 going in.
  public init(size: Int = standardSize, _ function: (SIMD3<Float>) -> SIMD3<Float>) {
    self = .sampling(size: size) { function($0) - $0 }
  }

  /// Tabulates a change of colour, as ``init(size:_:)`` does a function.
  package static func sampling(
    size: Int = standardSize, change: (SIMD3<Float>) -> SIMD3<Float>
  ) -> ColourTable {
    let count = min(max(size, sizes.lowerBound), sizes.upperBound)
    let step = 1 / Float(count - 1)
    var changes: [SIMD4<Float>] = []
    changes.reserveCapacity(count * count * count)
    for blue in 0..<count {
      for green in 0..<count {
        for red in 0..<count { changes.append(SIMD4(change(SIMD3(Float(red), Float(green), Float(blue)) * step), 0)) }
      }
    }
    return ColourTable(size: count, lower: .zero, upper: .one, changes: changes)
  }

  /// Takes the new colours of all nodes, red changing fastest.
  ///
  /// - Parameters:
  ///   - size: nodes along each axis, in ``sizes``.
  ///   - lower: the colour of the first node.
  ///   - upper: the colour of the last node, above `lower` in each channel.
  ///   - colours: the new colours.
  /// - Throws: ``PixelError/mismatch(what:found:expected:)`` if the numbers do not fit together or are not finite.
  public init(
    size: Int, lower: SIMD3<Float> = .zero, upper: SIMD3<Float> = .one, colours: [SIMD3<Float>]
  ) throws(PixelError) {
    guard Self.sizes.contains(size) else {
      throw .mismatch(what: "the table's size", found: "\(size)", expected: "2...129")
    }
    guard colours.count == size * size * size else {
      throw .mismatch(what: "the table", found: "\(colours.count) colours", expected: "\(size * size * size)")
    }
    let extent = upper - lower
    guard (0..<3).allSatisfy({ extent[$0] > 0 && extent[$0].isFinite }) else {
      throw .mismatch(what: "the table's domain", found: "\(lower) to \(upper)", expected: "a range in each channel")
    }
    guard colours.allSatisfy({ ($0.x + $0.y + $0.z).isFinite }) else {
      throw .mismatch(what: "the table", found: "a colour that is not finite", expected: "numbers")
    }
    let step = extent / Float(size - 1)
    let changes = colours.enumerated().map { index, colour in
      SIMD4(colour - (lower + SIMD3(Self.place(index, size)) * step), 0)
    }
    self.init(size: size, lower: lower, upper: upper, changes: changes)
  }

  package init(
    size: Int, lower: SIMD3<Float>, upper: SIMD3<Float>, changes: [SIMD4<Float>], fidelity: Double? = nil
  ) {
    (self.size, self.lower, self.upper, self.changes, self.fidelity) = (size, lower, upper, changes, fidelity)
  }

  /// The table that changes nothing.
  public static let identity = sampling(size: 2) { _ in .zero }

  /// Where the domain is all colours of sRGB.
  package var coversUnit: Bool { lower == .zero && upper == .one }

  /// The new colours of all nodes, red changing fastest.
  public var colours: [SIMD3<Float>] { (0..<changes.count).map { node($0) + vector($0) } }

  /// The colour of a node.
  package func node(_ index: Int) -> SIMD3<Float> {
    lower + SIMD3(Self.place(index, size)) * ((upper - lower) / Float(size - 1))
  }

  private func vector(_ index: Int) -> SIMD3<Float> { SIMD3(changes[index].x, changes[index].y, changes[index].z) }

  private static func place(_ index: Int, _ size: Int) -> SIMD3<Float> {
    SIMD3(Float(index % size), Float(index / size % size), Float(index / size / size))
  }

  /// The table with other changes at the same nodes.
  ///
  /// - Parameter change: the change of a node from its colour and its change so far.
  package func mapping(_ change: (_ colour: SIMD3<Float>, _ change: SIMD3<Float>) -> SIMD3<Float>) -> ColourTable {
    ColourTable(
      size: size, lower: lower, upper: upper,
      changes: changes.indices.map { SIMD4(change(node($0), vector($0)), 0) }, fidelity: fidelity)
  }

  /// The same table with a note of how well it fits.
  package func withFidelity(_ decibels: Double?) -> ColourTable {
    var table = self
    table.fidelity = decibels
    return table
  }

  /// Node by node, `share` of the other table's change and the rest of this one's; nil for tables of other sizes.
  package func blended(with other: ColourTable, share: Float) -> ColourTable? {
    guard other.size == size, other.lower == lower, other.upper == upper else { return nil }
    return ColourTable(
      size: size, lower: lower, upper: upper,
      changes: zip(changes, other.changes).map { $0 + ($1 - $0) * share })
  }
}
