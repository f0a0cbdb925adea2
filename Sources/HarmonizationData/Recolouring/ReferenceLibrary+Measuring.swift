import HarmonizationPixels

extension ReferenceLibrary {
  /// Measures the foreground of every photo of a source on several threads; a pass over the data, once.
  ///
  /// - Throws: what the source throws.
  public static func measuring(_ source: any SampleSource, workers: Int? = nil) throws -> ReferenceLibrary {
    let statistics = try parallelMap(source.count, workers: workers) { index in
      let sample = try source.sample(at: index)
      return ForegroundStatistics(of: sample.target, mask: sample.mask)
    }
    return ReferenceLibrary(statistics: statistics, categories: (0..<source.count).map { source.category(at: $0) })
  }
}
