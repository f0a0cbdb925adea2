/// How a method did in the ``CastBattery``.
public struct BatteryResult: Sendable, Encodable {
  /// Name of the method, for tables.
  public var method: String
  /// Photos that were measured.
  public let photos: Int
  /// One row for each edge and cast, in the battery's order.
  public let casts: [CastSummary]
  /// What became of untouched photos.
  public let untouched: UntouchedSummary
  /// How far answers move, by disturbance.
  public let stability: [StabilitySummary]
  /// Photos that could not be measured.
  public let failures: [EvaluationFailure]
  /// With what it was measured; nil if nobody noted it.
  public var provenance: Provenance?

  /// A cast with an edge, over all photos. Shares of the error are 1 for all of it; below 0, it has grown.
  public struct CastSummary: Sendable, Encodable {
    /// The cast's name.
    public let cast: String
    /// Where it ends.
    public let edge: CastEdge
    /// Foreground error of what went in, squared levels: the median over the photos.
    public let error: Double
    /// Share of the error that is taken back.
    public let takenBack: Quartiles
    /// The same of all photos' errors together.
    public let pooled: Double
    /// Share of the photos whose error fell.
    public let improved: Double
    /// Step along the true correction: 1 is exact.
    public let step: Quartiles
    /// Energy of the change across the true correction, as a share of that correction's: the median.
    public let offAxis: Double
  }

  /// A median and the quartiles around it.
  public struct Quartiles: Sendable, Encodable {
    /// A quarter of the photos is below.
    public let lower: Double
    /// The middle.
    public let median: Double
    /// A quarter of the photos is above.
    public let upper: Double
  }

  /// What a method did to photos that needed nothing.
  public struct UntouchedSummary: Sendable, Encodable {
    /// Mean absolute change of the foreground, in levels: the mean over the photos.
    public let mean: Double
    /// The median over the photos.
    public let median: Double
    /// The largest, and of which photo.
    public let largest: Double
    /// The photo that changed most.
    public let largestPhoto: String
    /// Chroma of all foregrounds' means together, after over before.
    public let chromaRatio: Double
  }

  /// How far the correction of a foreground's mean colour moves, in dE (CIE 1976).
  public struct StabilitySummary: Sendable, Encodable {
    /// What was changed.
    public let disturbance: Disturbance
    /// The median over the photos.
    public let median: Double
    /// Nine in ten photos are below.
    public let ninetieth: Double
    /// The largest.
    public let largest: Double
  }

  /// Share of all photos and casts with an edge whose error fell; nil if the edge was not measured.
  public func improved(_ edge: CastEdge) -> Double? {
    let rows = casts.filter { $0.edge == edge }
    return rows.isEmpty ? nil : rows.map(\.improved).reduce(0, +) / Double(rows.count)
  }
}

extension BatteryResult {
  init(method: String, answers: [PhotoAnswers], failures: [EvaluationFailure]) {
    self.method = method
    photos = answers.count
    let first = answers.first?.casts ?? []
    casts = first.indices.map { row in
      CastSummary(first[row].cast, edge: first[row].edge, changes: answers.map { $0.casts[row].change })
    }
    untouched = UntouchedSummary(answers)
    stability = Disturbance.allCases.compactMap { disturbance in
      let moves = answers.compactMap { $0.shifts[disturbance] }.sorted()
      guard let largest = moves.last else { return nil }
      return StabilitySummary(
        disturbance: disturbance, median: Statistics.quantile(moves, 0.5), ninetieth: Statistics.quantile(moves, 0.9),
        largest: largest)
    }
    self.failures = failures
  }
}

extension BatteryResult.CastSummary {
  fileprivate init(_ cast: String, edge: CastEdge, changes: [ForegroundChange]) {
    (self.cast, self.edge) = (cast, edge)
    func median(_ values: [Double]) -> Double { Statistics.quantile(values.sorted(), 0.5) }
    error = median(changes.map(\.errorBefore))
    // A cast that leaves a foreground as it was, such as one of saturation in a grey one, asks nothing.
    let asked = changes.filter { $0.errorBefore > 0.1 }
    takenBack = BatteryResult.Quartiles(asked.map(\.takenBack))
    step = BatteryResult.Quartiles(asked.map(\.step))
    offAxis = median(asked.map(\.offAxis))
    let (before, after) = (changes.map(\.errorBefore).reduce(0, +), changes.map(\.errorAfter).reduce(0, +))
    pooled = before > 0 ? 1 - after / before : 0
    // Pictures in 0...1 are not exact: an error that is the same may come out smaller in the seventh digit.
    improved = Double(asked.count { $0.takenBack > 1e-5 }) / Double(max(asked.count, 1))
  }
}

extension BatteryResult.Quartiles {
  fileprivate init(_ values: [Double]) {
    let sorted = values.sorted()
    lower = Statistics.quantile(sorted, 0.25)
    median = Statistics.quantile(sorted, 0.5)
    upper = Statistics.quantile(sorted, 0.75)
  }
}

extension BatteryResult.UntouchedSummary {
  fileprivate init(_ answers: [PhotoAnswers]) {
    let changes = answers.map(\.untouchedChange)
    let worst = answers.max { $0.untouchedChange < $1.untouchedChange }
    mean = changes.reduce(0, +) / Double(max(changes.count, 1))
    median = Statistics.quantile(changes.sorted(), 0.5)
    (largest, largestPhoto) = (worst?.untouchedChange ?? 0, worst?.name ?? "")
    let before = answers.map(\.chroma.before).reduce(0, +)
    chromaRatio = before > 0 ? answers.map(\.chroma.after).reduce(0, +) / before : 1
  }
}
