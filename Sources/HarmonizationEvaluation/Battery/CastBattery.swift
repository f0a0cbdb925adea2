import Foundation
import HarmonizationData
import HarmonizationPixels

/// Asks a method the same questions about every photo: casts of every kind and strength, no cast at all, and whether its answer
/// stays when picture or mask change by next to nothing.
///
/// ```swift
/// let result = try await CastBattery().measure(photos, with: method)
/// print(result.textReport())
/// ```
public struct CastBattery: Sendable {
  /// The casts.
  public var casts = Cast.standard
  /// Where they end.
  public var edges = CastEdge.allCases
  /// Photos in work at a time.
  public var parallelism = ProcessInfo.processInfo.activeProcessorCount

  /// All casts with every edge.
  public init() {}

  /// Measures a method.
  ///
  /// - Parameters:
  ///   - photos: real photos with masks; composites that a source has are not used.
  ///   - method: what is measured, called with pictures of the photos' own size.
  ///   - progress: called after each photo, one call at a time, with why it could not be measured if it could not.
  /// - Throws: ``EvaluationError/nothingToEvaluate(reason:)`` if no photo could be measured; `CancellationError`.
  public func measure(
    _ photos: any SampleSource, with method: MeasuredMethod,
    progress: (EvaluationFailure?) -> Void = { _ in }
  ) async throws -> BatteryResult {
    var answers: [Int: Answer] = [:]
    try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      var next = (0..<photos.count).makeIterator()
      func start() {
        guard let index = next.next() else { return }
        group.addTask { (index, await answer(photos, index: index, method: method)) }
      }
      for _ in 0..<max(parallelism, 1) { start() }
      while let (index, answer) = try await group.next() {
        try Task.checkCancellation()
        answers[index] = answer
        progress(answer.failure)
        start()
      }
    }
    let ordered = answers.sorted { $0.key < $1.key }.map(\.value)
    let (measured, failures) = (ordered.compactMap(\.answers), ordered.compactMap(\.failure))
    guard !measured.isEmpty else {
      throw EvaluationError.nothingToEvaluate(reason: failures.first?.message ?? "the data has no photos")
    }
    return BatteryResult(method: method.name, answers: measured, failures: failures)
  }

  private func answer(
    _ photos: any SampleSource, index: Int, method: MeasuredMethod
  ) async -> Answer {
    do {
      let scene = try BatteryScene(try photos.sample(at: index))
      return .measured(try await PhotoAnswers(of: method, to: scene, index: index, battery: self))
    } catch {
      let reason =
        error as? EvaluationError == .emptyForeground
        ? "its foreground has no inside to measure in: it is too small or too thin" : String(describing: error)
      return .failed(EvaluationFailure(subset: "photos", name: photos.name(at: index), message: reason))
    }
  }

  /// What became of a photo.
  private enum Answer: Sendable {
    case measured(PhotoAnswers)
    case failed(EvaluationFailure)

    var answers: PhotoAnswers? { if case .measured(let answers) = self { answers } else { nil } }
    var failure: EvaluationFailure? { if case .failed(let failure) = self { failure } else { nil } }
  }
}

/// What a method did with one photo.
struct PhotoAnswers: Sendable {
  struct CastAnswer: Sendable {
    let cast: String
    let edge: CastEdge
    let change: ForegroundChange
  }

  let name: String
  private(set) var casts: [CastAnswer] = []
  /// Mean absolute change of the untouched photo, in levels.
  let untouchedChange: Double
  /// Chroma of the untouched photo's foreground, before and after.
  let chroma: (before: Double, after: Double)
  /// How far the correction of the foreground's mean moves, in dE.
  private(set) var shifts: [Disturbance: Double] = [:]

  /// Casts of which each photo has one when its answer's stability is measured.
  private static let disturbedCasts = ["ev-1.0", "wb3500", "ev+1.0", "wb12000"]

  init(
    of method: MeasuredMethod, to scene: BatteryScene, index: Int, battery: CastBattery
  ) async throws {
    name = scene.name
    func output(_ view: BatteryView) async throws -> Raster<Float> {
      try await method.predict(view.picture, view.mask.raster.units()).unitRaster
    }
    func view(_ picture: Raster<UInt8>) -> BatteryView {
      BatteryView(picture: picture, mask: scene.mask, weights: scene.core)
    }
    for edge in battery.edges {
      for cast in battery.casts {
        let composite = try scene.composite(cast, edge)
        let change = ForegroundChange(
          from: composite, to: try await output(view(composite)), target: scene.photo, weights: scene.core)
        casts.append(CastAnswer(cast: cast.name, edge: edge, change: change))
      }
    }
    let left = try await output(view(scene.photo))
    untouchedChange =
      ForegroundChange(from: scene.photo, to: left, target: scene.photo, weights: scene.core).change
    chroma = (
      Lab(meanOf: scene.photo.units(), weights: scene.core).chroma,
      Lab(meanOf: left, weights: scene.core).chroma
    )
    let name = Self.disturbedCasts[index % Self.disturbedCasts.count]
    guard let cast = Cast.standard.first(where: { $0.name == name }) else { return }
    let base = view(try scene.composite(cast, .inPlace))
    let correction = base.correction(to: try await output(base))
    for disturbance in Disturbance.allCases {
      let disturbed = try base.disturbed(by: disturbance)
      let moved = disturbed.correction(to: try await output(disturbed)) - correction
      shifts[disturbance] = (moved * moved).sum().squareRoot()
    }
  }
}

extension BatteryView {
  /// The change of the foreground's mean, in Lab.
  fileprivate func correction(to output: Raster<Float>) -> SIMD3<Double> {
    Lab(meanOf: output, weights: weights).values
      - Lab(meanOf: picture.units(), weights: weights).values
  }
}
