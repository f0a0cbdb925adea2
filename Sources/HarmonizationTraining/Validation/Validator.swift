import HarmonizationData
import HarmonizationEvaluation
import HarmonizationPixels

/// Measures a network at its own size on fixed samples; composites made of photos are the same every time.
struct Validator {
  private let pipeline: SamplePipeline
  private let plan: BatchPlan
  private let workers: Int?
  private let normalization: ChannelNormalization

  /// Prepares the samples of a recipe's validation.
  init(_ samples: SampleCollection, recipe: Recipe, workers: Int?) throws {
    let samples = try samples.limited(to: recipe.validation.samples)
    pipeline = try samples.pipeline(
      .evaluation(size: recipe.augmentation.size), recolouring: samples.hasPhotos ? recipe.recolouring : nil,
      seed: recipe.seed, workers: workers)
    plan = try BatchPlan(
      samples: samples.source.count, batchSize: min(recipe.batchSize, samples.source.count), shuffled: false,
      dropsLast: false)
    self.workers = workers
    normalization = recipe.normalization
  }

  /// The metrics of every sample; each process measures some of the batches.
  func evaluate(_ state: TrainingState, among peers: Peers = Peers()) throws -> EvaluationResult {
    let size = pipeline.augmentation.size
    let evaluation = EvaluationSetting(
      name: "training\(size)", size: .fixed(width: size, height: size), peak: .targetMaximum)
    let images = try peers.gather { try measure(state, part: peers.rank, of: peers.size, by: evaluation) }.flatMap(
      \.self)
    return EvaluationResult(method: state.graph.name, evaluation: evaluation, images: images)
  }

  /// Measures whole batches, so that a sample's numbers do not depend on how many processes there are.
  private func measure(
    _ state: TrainingState, part: Int, of parts: Int, by evaluation: EvaluationSetting
  ) throws -> [ImageResult] {
    let steps = part * plan.stepsPerEpoch / parts..<(part + 1) * plan.stepsPerEpoch / parts
    guard !steps.isEmpty else { return [] }
    let stream = try BatchStream(
      pipeline, plan: plan, epochs: 1, step: steps.lowerBound, steps: steps.count, workers: workers,
      normalization: normalization)
    let size = pipeline.augmentation.size
    var images: [ImageResult] = []
    while let batch = try stream.next() {
      let predictions = try state.predict(batch)
      for item in 0..<batch.count {
        images.append(try measure(item, of: batch, predictions, size: size, by: evaluation))
      }
    }
    return images
  }

  private func measure(
    _ item: Int, of batch: Batch, _ predictions: [Float], size: Int, by evaluation: EvaluationSetting
  ) throws -> ImageResult {
    let prediction = try picture(predictions, item, size: size, of: batch.names[item]).map { max(0, min(1, $0)) }
    let composite = batch.image.withItem(item) { normalization.raster(of: $0, width: size, height: size) }
    let target = batch.target.withItem(item) { normalization.raster(of: $0, width: size, height: size) }
    let mask = batch.mask(item, size: size)
    let name = batch.names[item]
    let slash = name.lastIndex(of: "/")
    return ImageResult(
      subset: slash.map { String(name[..<$0]) } ?? "photos",
      name: slash.map { String(name[name.index(after: $0)...]) } ?? name,
      metrics: try ImageMetrics(of: prediction, target: target, mask: mask, peak: evaluation.peak),
      composite: try ImageMetrics(of: composite, target: target, mask: mask, peak: evaluation.peak), seconds: 0)
  }

  /// An item's picture out of all predictions, 0...1.
  ///
  /// - Throws: ``TrainingError/prediction(network:reason:)`` naming the sample if a value is NaN or infinite: cut to 0...1, it would
  ///   pass for a black pixel and give a score.
  private func picture(_ predictions: [Float], _ item: Int, size: Int, of sample: String) throws -> Raster<Float> {
    let count = 3 * size * size
    guard predictions.count >= (item + 1) * count else {
      throw TrainingError.prediction(network: "the network", reason: "gives a picture of another size than its input")
    }
    let picture = predictions.withUnsafeBufferPointer {
      normalization.raster(
        of: UnsafeBufferPointer(rebasing: $0[item * count..<(item + 1) * count]), width: size, height: size)
    }
    let wrong = picture.samples.reduce(0) { $1.isFinite ? $0 : $0 + 1 }
    guard wrong == 0 else {
      throw TrainingError.prediction(
        network: "the network",
        reason: "gives NaN or infinite values for \(sample) (\(wrong) of \(count)); its weights or "
          + "statistics are damaged, and nothing was written; resume from the last state with a lower optimizer.learningRate or "
          + "with optimizer.gradientClipNorm")
    }
    return picture
  }

  /// The first `count` samples, evenly spread, with what the network makes of them.
  func pictures(_ state: TrainingState, count: Int) throws -> Raster<UInt8>? {
    let size = pipeline.augmentation.size
    let rows = min(count, plan.samples)
    guard rows > 0 else { return nil }
    var grid = SampleGrid(rows: rows, size: size)
    for row in 0..<rows {
      // One at a time: the result of a sample must not depend on how many there are.
      let batch = try sample(row * plan.samples / rows)
      let prediction = try state.predict(batch)
      grid.place(
        batch.image.withItem(0) { normalization.raster(of: $0, width: size, height: size) }, row: row, column: 0)
      grid.place(batch.mask(0, size: size), row: row, column: 1)
      grid.place(
        batch.target.withItem(0) { normalization.raster(of: $0, width: size, height: size) }, row: row, column: 2)
      grid.place(try picture(prediction, 0, size: size, of: batch.names.first ?? "?"), row: row, column: 3)
    }
    return grid.raster
  }

  /// One sample as a batch.
  private func sample(_ index: Int) throws -> Batch {
    let single = try BatchPlan(samples: plan.samples, batchSize: 1, shuffled: false, dropsLast: false)
    let stream = try BatchStream(
      pipeline, plan: single, epochs: 1, step: index, workers: 1, prefetch: 1, normalization: normalization)
    guard let batch = try stream.next() else { throw DataError.noSamples(path: "the samples for pictures") }
    return batch
  }
}

extension Batch {
  /// An item's mask as a raster, 0...1.
  func mask(_ item: Int, size: Int) -> Raster<Float> {
    mask.withItem(item) { Raster(width: size, height: size, channels: 1, samples: Array($0)) }
      ?? Raster(width: size, height: size, channels: 1, repeating: 0)
  }
}
