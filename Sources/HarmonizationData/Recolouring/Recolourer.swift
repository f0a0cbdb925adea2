import HarmonizationPixels

/// Draws composites from photos: method, reference and strength at random, until the result passes the limits.
public struct Recolourer: Sendable {
  /// What is drawn.
  public let distribution: RecolouringDistribution
  /// Where references come from.
  public let references: ReferenceLibrary

  /// Throws `DataError.invalidParameter` where the distribution is not one.
  public init(_ distribution: RecolouringDistribution, references: ReferenceLibrary) throws {
    try distribution.validate()
    self.distribution = distribution
    self.references = references
  }

  /// A composite and how it came about.
  public struct Result: Sendable, Equatable {
    /// RGB, as large as the photo.
    public var composite: Raster<UInt8>
    /// The method; nil where the foreground was left as it is.
    public var method: RecolouringMethod?
    /// The strength, 0...1.
    public var strength = 0.0
    /// What was measured; nil where the foreground was left as it is.
    public var measurement: RecolouringMeasurement?
    /// Why earlier attempts were thrown away, in order.
    public var rejections: [RecolouringRejection] = []
  }

  /// Recolours a photo's foreground, or leaves it with the probability `untouched` and where all attempts were rejected.
  ///
  /// - Parameters:
  ///   - photo: RGB.
  ///   - mask: as large as the photo.
  ///   - index: the photo's place in the reference library, whose statistics it uses and from which it draws no reference;
  ///     -1 for a photo that is not in it.
  ///   - changed: the photo or the mask is no longer the library's, so its statistics are not valid.
  ///   - random: the generator; the result depends on it alone.
  /// - Throws: as `Recolouring.init`.
  public func recolour(
    photo: Raster<UInt8>, mask: Raster<UInt8>, index: Int, changed: Bool = false, random: inout CounterRandom
  ) throws -> Result {
    var result = Result(composite: photo)
    guard !random.chance(distribution.identityShare), let source = statistics(of: photo, mask, changed ? -1 : index)
    else {
      return result
    }
    for _ in 0..<distribution.attempts {
      guard let proposal = propose(for: index, source: source, &random) else { continue }
      let recolouring = try Recolouring(photo: photo, mask: mask, map: proposal.map, strength: proposal.strength)
      if let rejection = distribution.limits.rejection(of: recolouring.measurement) {
        result.rejections.append(rejection)
        continue
      }
      result.composite = recolouring.composite
      result.method = proposal.method
      result.strength = proposal.strength
      result.measurement = recolouring.measurement
      break
    }
    return result
  }

  private func statistics(of photo: Raster<UInt8>, _ mask: Raster<UInt8>, _ index: Int) -> ForegroundStatistics? {
    if references.statistics.indices.contains(index), let known = references.statistics[index] { return known }
    return ForegroundStatistics(of: photo, mask: mask)
  }

  private typealias Proposal = (map: ColourMap, method: RecolouringMethod, strength: Double)

  private func propose(for index: Int, source: ForegroundStatistics, _ random: inout CounterRandom) -> Proposal? {
    let weights = RecolouringMethod.allCases.map { distribution.methods[$0] ?? 0 }
    guard let choice = random.index(weights: weights) else { return nil }
    let method = RecolouringMethod.allCases[choice]
    guard let transfer = method.transfer else { return (distribution.tone.draw(&random).map, method, 1) }
    let sameCategory = random.chance(distribution.sameCategory)
    guard let reference = references.reference(for: index, sameCategory: sameCategory, &random) else { return nil }
    return (transfer.map(from: source, to: reference), method, random.uniform(in: distribution.strength))
  }
}
