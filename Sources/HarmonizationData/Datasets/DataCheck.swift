import HarmonizationPixels

/// What one pass over all samples of a source found: every sample is read as training would read it.
public struct DataCheck: Sendable {
  /// The samples that can be used.
  public let good: [Int]
  /// The samples that cannot, by their index.
  public let bad: [Int: BadSample]
  /// The foreground's colours of each good sample, if they were asked for.
  public let statistics: [ForegroundStatistics?]

  /// Reads every sample on several threads.
  ///
  /// - Parameters:
  ///   - source: where samples come from.
  ///   - measuring: also measure foregrounds, which recolouring needs.
  ///   - workers: threads; all cores if nil.
  public init(_ source: any SampleSource, measuring: Bool, workers: Int? = nil) throws {
    let findings = try parallelMap(source.count, workers: workers) { index in
      Finding(source, index, measuring: measuring)
    }
    good = findings.indices.filter { findings[$0].problem == nil }
    bad = findings.enumerated().reduce(into: [:]) { bad, finding in bad[finding.offset] = finding.element.problem }
    statistics = good.map { findings[$0].statistics }
  }
}

/// What became of one sample.
private struct Finding: Sendable {
  var problem: BadSample?
  var statistics: ForegroundStatistics?

  init(_ source: any SampleSource, _ index: Int, measuring: Bool) {
    let name = source.name(at: index)
    do {
      let sample = try source.sample(at: index)
      problem = sample.problem.map { BadSample(name: name, reason: $0) }
      if measuring, problem == nil { statistics = ForegroundStatistics(of: sample.target, mask: sample.mask) }
    } catch { problem = BadSample(name: name, reason: "\(error)") }
  }
}
