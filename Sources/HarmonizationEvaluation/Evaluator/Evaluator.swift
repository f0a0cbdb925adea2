import Foundation
import HarmonizationImaging

/// Runs a method over a data set and measures every image.
///
/// ```swift
/// let result = try await Evaluator(.reference256).evaluate(items, with: method)
/// print(result.textReport())
/// ```
public struct Evaluator: Sendable {
  /// How predictions are turned into numbers.
  public let evaluation: EvaluationSetting
  /// Images in flight at a time, which also bounds memory.
  public let parallelism: Int

  /// An evaluator with `parallelism` images in flight, as many as there are cores where none is given.
  public init(_ evaluation: EvaluationSetting, parallelism: Int? = nil) {
    self.evaluation = evaluation
    self.parallelism = max(1, parallelism ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Measures `method` on `items`; an image that fails is listed in the result and the others go on.
  ///
  /// - Parameters:
  ///   - items: The test cases.
  ///   - method: What is measured.
  ///   - known: An earlier result of the same method and protocol, whose images are not measured again.
  ///   - progress: Called after each image, one call at a time.
  /// - Returns: The result, its images in the order of `items`, whatever the parallelism.
  /// - Throws: ``EvaluationError/nothingToEvaluate(reason:)`` for no items, ``EvaluationError/notComparable(reason:)`` where
  ///   `known` has another protocol, `CancellationError` when the task is cancelled.
  public func evaluate(
    _ items: [EvaluationItem], with method: MeasuredMethod, resuming known: EvaluationResult? = nil,
    progress: (EvaluationProgress) -> Void = { _ in }
  ) async throws -> EvaluationResult {
    guard !items.isEmpty else { throw EvaluationError.nothingToEvaluate(reason: "the data set lists no images") }
    var outcomes = try outcomes(of: items, in: known)
    var state = EvaluationProgress(total: items.count, done: outcomes.compactMap { $0 }.count)
    let pending = items.indices.filter { outcomes[$0] == nil }
    try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      var next = pending.makeIterator()
      func start() {
        guard let index = next.next() else { return }
        group.addTask { (index, await measure(items[index], with: method)) }
      }
      for _ in 0..<parallelism { start() }
      while let (index, outcome) = try await group.next() {
        try Task.checkCancellation()
        outcomes[index] = outcome
        state.add(outcome)
        progress(state)
        start()
      }
    }
    return result(of: method.name, outcomes.compactMap { $0 })
  }

  private func measure(_ item: EvaluationItem, with method: MeasuredMethod) async -> Outcome {
    do {
      return .measured(try await measurement(of: item, with: method))
    } catch {
      return .failed(.init(subset: item.subset, name: item.name, message: String(describing: error)))
    }
  }

  private func measurement(of item: EvaluationItem, with method: MeasuredMethod) async throws
    -> ImageResult
  {
    let images = try await item.load().prepared(for: evaluation)
    let start = ContinuousClock.now
    let prediction = try await method.predict(images.composite, images.mask)
    let time = ContinuousClock.now - start
    return ImageResult(
      subset: item.subset, name: item.name,
      metrics: try prediction.metrics(target: images.target, mask: images.mask, evaluation: evaluation),
      composite: try ImageMetrics(
        of: images.composite, target: images.target, mask: images.mask, peak: evaluation.peak, part: evaluation.part),
      seconds: time / .seconds(1))
  }

  private func outcomes(of items: [EvaluationItem], in known: EvaluationResult?) throws -> [Outcome?] {
    guard let known else { return Array(repeating: nil, count: items.count) }
    guard known.evaluation == evaluation else {
      throw EvaluationError.notComparable(
        reason: "the earlier result was made under \(known.evaluation.summary), this one is \(evaluation.summary)")
    }
    let measured = Dictionary(known.images.map { ([$0.subset, $0.name], $0) }, uniquingKeysWith: { first, _ in first })
    return items.map { measured[[$0.subset, $0.name]].map(Outcome.measured) }
  }

  private func result(of method: String, _ outcomes: [Outcome]) -> EvaluationResult {
    EvaluationResult(
      method: method, evaluation: evaluation,
      images: outcomes.compactMap { if case .measured(let image) = $0 { image } else { nil } },
      failures: outcomes.compactMap { if case .failed(let failure) = $0 { failure } else { nil } })
  }
}

/// What became of one image.
enum Outcome: Sendable {
  case measured(ImageResult)
  case failed(EvaluationFailure)
}
