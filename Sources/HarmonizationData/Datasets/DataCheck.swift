import HarmonizationPixels

/// What one pass over all samples of a source found: every sample is read as training would read it.
public struct DataCheck: Sendable {
  /// The samples that can be used.
  public let good: [Int]
  /// The samples that cannot, by their index.
  public let bad: [Int: BadSample]
  /// The foreground's colours of each good sample, if they were asked for.
  public let statistics: [ForegroundStatistics?]

  /// What became of one sample.
  public struct Finding: Sendable, Codable {
    var problem: BadSample?
    var statistics: ForegroundStatistics?
  }

  /// Reads every sample on several threads.
  ///
  /// - Parameters:
  ///   - source: where samples come from.
  ///   - measuring: also measure foregrounds, which recolouring needs.
  ///   - workers: threads; all cores if nil.
  public init(_ source: any SampleSource, measuring: Bool, workers: Int? = nil) throws {
    self.init(try Self.findings(source, in: 0..<source.count, measuring: measuring, workers: workers))
  }

  /// What the findings of all samples say, in their order.
  public init(_ findings: [Finding]) {
    good = findings.indices.filter { findings[$0].problem == nil }
    bad = findings.enumerated().reduce(into: [:]) { bad, finding in bad[finding.offset] = finding.element.problem }
    statistics = good.map { findings[$0].statistics }
  }

  /// Reads some of the samples, of which others are read elsewhere; see ``init(_:measuring:workers:)``.
  public static func findings(
    _ source: any SampleSource, in range: Range<Int>, measuring: Bool, workers: Int? = nil
  ) throws -> [Finding] {
    try parallelMap(range.count, workers: workers) { Finding(source, range.lowerBound + $0, measuring: measuring) }
  }
}

extension DataCheck.Finding {
  fileprivate init(_ source: any SampleSource, _ index: Int, measuring: Bool) {
    let name = source.name(at: index)
    do {
      let sample = try source.sample(at: index)
      problem = sample.problem.map { BadSample(name: name, reason: $0) }
      if measuring, problem == nil { statistics = ForegroundStatistics(of: sample.target, mask: sample.mask) }
    } catch { problem = BadSample(name: name, reason: "\(error)") }
  }
}
