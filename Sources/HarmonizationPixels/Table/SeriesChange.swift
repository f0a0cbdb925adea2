/// One change of colour for the photos of a series, so that the same thing comes out alike in all of them.
///
///     let series = SeriesChange(of: tables, colours: colours)
///     series.table          // what all of them get
///     series.distances[2]   // how far the third photo's own table is from it
///
/// It is the geometric median of the photos' own tables, measured by what they make of the colours that the objects have: a weighted
/// mean of the tables, smooth as they are, that up to half of them cannot pull away.
public struct SeriesChange: Sendable {
  /// The change for all.
  public let table: ColourTable
  /// For each photo the mean distance of what its own table makes of the colours from what ``table`` does, in levels of 255.
  public let distances: [Double]

  /// The geometric median needs no more steps (Weiszfeld's iteration) than these to a tenth of a level.
  private static let steps = 50

  /// - Parameters:
  ///   - tables: the photos' own; all with nodes at the same places.
  ///   - colours: colours of the objects, 0...1; those of all photos together.
  /// - Returns: Nil for no tables, tables of different nodes, or no colours.
  public init?(of tables: [ColourTable], colours: [SIMD3<Float>]) {
    guard let first = tables.first, !colours.isEmpty,
      tables.allSatisfy({ $0.size == first.size && $0.lower == first.lower && $0.upper == first.upper })
    else { return nil }
    let results = tables.map { table in colours.map { table($0) } }
    let shares = Self.medianShares(results)
    table = ColourTable(
      size: first.size, lower: first.lower, upper: first.upper,
      changes: Self.mixture(tables.map(\.changes), shares))
    let middle = Self.mixture(results, shares)
    distances = results.map { 255 * Self.distance($0, middle) }
  }

  /// The shares of the members in their geometric median.
  private static func medianShares(_ members: [[SIMD3<Float>]]) -> [Float] {
    var shares = [Float](repeating: 1 / Float(members.count), count: members.count)
    guard members.count > 2 else { return shares }
    for _ in 0..<steps {
      let middle = mixture(members, shares)
      // A hundredth of a level: the iteration is not defined on a member itself.
      let weights = members.map { 1 / max(distance($0, middle), 0.01 / 255) }
      let sum = weights.reduce(0, +)
      shares = weights.map { Float($0 / sum) }
    }
    return shares
  }

  private static func mixture<Vector: SIMD<Float>>(_ members: [[Vector]], _ shares: [Float]) -> [Vector] {
    guard var result = members.first?.map({ $0 * shares[0] }) else { return [] }
    for (member, share) in zip(members, shares).dropFirst() {
      for index in result.indices { result[index] += member[index] * share }
    }
    return result
  }

  /// The root of the mean squared difference of a channel.
  private static func distance(_ left: [SIMD3<Float>], _ right: [SIMD3<Float>]) -> Double {
    let sum = zip(left, right).reduce(0.0) { sum, pair in
      let difference = pair.0 - pair.1
      return sum + Double((difference * difference).sum())
    }
    return (sum / Double(3 * left.count)).squareRoot()
  }
}
