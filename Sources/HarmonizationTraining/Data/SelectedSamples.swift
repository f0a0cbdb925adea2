import HarmonizationData

/// Evenly spread samples of another source.
struct SelectedSamples: SampleSource {
  let base: any SampleSource
  let count: Int

  /// At most `limit` samples of `base`.
  init(_ base: any SampleSource, limit: Int) {
    self.base = base
    count = min(max(limit, 0), base.count)
  }

  func name(at index: Int) -> String { base.name(at: place(index)) }

  func category(at index: Int) -> String? { base.category(at: place(index)) }

  func sample(at index: Int) throws -> Sample { try base.sample(at: place(index)) }

  private func place(_ index: Int) -> Int {
    count > 0 && index >= 0 && index < count ? index * base.count / count : index
  }
}
