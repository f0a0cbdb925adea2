import HarmonizationPixels

/// From a stored sample to a network input: read, crop, recolour, roughen, compress. What comes out depends on the seed,
/// the epoch and the sample alone.
public struct SamplePipeline: Sendable {
  /// Where samples come from.
  public let source: any SampleSource
  /// How they are cut and roughened.
  public let augmentation: Augmentation
  /// How composites are made of photos; also leaves ready composites untouched with its probability. Nil for data whose
  /// composites are used as they are.
  public let recolourer: Recolourer?
  /// Keys all randomness.
  public let seed: UInt64

  /// A pipeline; throws `DataError.invalidParameter` for an augmentation that makes no sense.
  public init(
    source: any SampleSource, augmentation: Augmentation = Augmentation(), recolourer: Recolourer? = nil,
    seed: UInt64 = 0
  ) throws {
    try augmentation.validate()
    self.source = source
    self.augmentation = augmentation
    self.recolourer = recolourer
    self.seed = seed
  }

  /// One sample as epoch `epoch` sees it.
  ///
  /// - Throws: what the source throws, or `DataError`.
  public func prepare(_ index: Int, epoch: Int) throws -> PreparedSample {
    let random = CounterRandom(seed, UInt64(truncatingIfNeeded: epoch), UInt64(truncatingIfNeeded: index))
    let stored = try source.sample(at: index)
    var sample = try cut(stored, random)
    if stored.composite == nil || recolourer != nil {
      try recolour(&sample, from: stored, index: index, random: random)
    }
    var edges = random.stream(.maskEdge)
    sample.mask = augmentation.maskEdge.roughened(sample.mask, &edges)
    if let recolourer, recolourer.distribution.edge.probability > 0 {
      // What is recoloured outside the mask cannot be corrected.
      sample.target = sample.image.blended(with: sample.target, mask: sample.mask)
    }
    compress(&sample, random)
    return sample
  }

  private func cut(_ stored: Sample, _ random: CounterRandom) throws -> PreparedSample {
    var geometry = random.stream(.geometry)
    guard let (plan, mask) = augmentation.plan(for: stored.mask, &geometry),
      let target = stored.target.resampled(plan)
    else { throw misfit(stored) }
    guard let composite = stored.composite else {
      return PreparedSample(name: stored.name, image: target, mask: mask, target: target)
    }
    guard let image = composite.resampled(plan) else { throw misfit(stored) }
    return PreparedSample(name: stored.name, image: image, mask: mask, target: target)
  }

  private func misfit(_ stored: Sample) -> DataError {
    .sizeMismatch(
      path: stored.name, size: "\(stored.target.width)x\(stored.target.height)",
      expected: "\(stored.mask.width)x\(stored.mask.height)", of: "its mask")
  }

  private func recolour(_ sample: inout PreparedSample, from stored: Sample, index: Int, random: CounterRandom) throws {
    guard let recolourer else { return }
    var looks = random.stream(.look)
    var (edges, random) = (random.stream(.recolouredEdge), random.stream(.recolouring))
    if stored.composite != nil {
      if random.chance(recolourer.distribution.identityShare) { sample.image = sample.target }
      return
    }
    let changed = try vary(&sample, by: recolourer.distribution, random: &looks)
    sample.image =
      try recolourer.recolour(
        photo: sample.target, mask: recolourer.distribution.edge.roughened(sample.mask, &edges), index: index,
        changed: changed, random: &random
      ).composite
  }

  /// Inverts the mask or takes another region, and changes the photo's look, each with its probability; says whether it did.
  private func vary(
    _ sample: inout PreparedSample, by distribution: RecolouringDistribution, random: inout CounterRandom
  ) throws -> Bool {
    let (inverted, other) = (random.chance(distribution.inverted), random.chance(distribution.photoJitter))
    if inverted { sample.mask = sample.mask.map { 255 - $0 } }
    var moved = inverted
    if distribution.otherRegion > 0, random.chance(distribution.otherRegion),
      let region = RegionMask.draw(from: sample.target, &random)
    {
      (sample.mask, moved) = (region, true)
    }
    guard other else { return moved }
    let everywhere = Raster<UInt8>(
      width: sample.target.width, height: sample.target.height, channels: 1, repeating: 255)
    sample.target = try distribution.photoJitterTone.draw(&random).map.applied(to: sample.target, mask: everywhere)
    return true
  }

  private func compress(_ sample: inout PreparedSample, _ random: CounterRandom) {
    var random = random.stream(.compression)
    let compression = augmentation.compression
    guard random.chance(compression.probability) else { return }
    let quality = Int(random.uniform(in: compression.quality).rounded())
    sample.image = sample.image.withJPEGArtefacts(quality: quality)
    if compression.includesTarget { sample.target = sample.target.withJPEGArtefacts(quality: quality) }
  }
}

extension Raster where Sample == UInt8 {
  /// `other` where the mask is 255, this picture where it is 0, mixes in between; all of one size.
  fileprivate func blended(with other: Raster<UInt8>, mask: Raster<UInt8>) -> Raster<UInt8> {
    var result = self
    for i in mask.samples.indices {
      let cover = Int(mask.samples[i])
      for sample in i * channels..<(i + 1) * channels {
        let (mine, others) = (Int(samples[sample]), Int(other.samples[sample]))
        result.samples[sample] = UInt8(truncatingIfNeeded: (mine * (255 - cover) + others * cover + 127) / 255)
      }
    }
    return result
  }
}
