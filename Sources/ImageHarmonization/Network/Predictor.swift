import HarmonizationCheckpoints
import HarmonizationPixels

/// A network on pictures of its own size: normalizes, runs, takes the result back to sRGB.
public struct Predictor: Sendable {
  /// The compiled network.
  public let session: NetworkSession
  /// Whether the mean over the picture and its mirror image is taken.
  public var flips: Bool

  /// Wraps a session; with `flips`, one for batches of two runs both pictures at once.
  public init(_ session: NetworkSession, flips: Bool = false) {
    self.session = session
    self.flips = flips
  }

  /// The harmonized picture, not clamped.
  ///
  /// - Parameters:
  ///   - composite: sRGB in 0...1, three channels, of the session's size.
  ///   - mask: 1 in the foreground, one channel, of the same size.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for a wrong size; what the engine throws.
  public func callAsFunction(_ composite: Raster<Float>, mask: Raster<Float>) async throws -> Raster<Float> {
    let results = try await results(composite, mask: mask)
    let pictures = try results.map { result in
      guard let images = result["images"] else {
        throw HarmonizationError.tensor(name: "images", reason: "the network has no such output")
      }
      return normalization.raster(of: images, width: session.shape.width, height: session.shape.height)
    }
    guard let output = pictures.first else { return composite }
    return try pictures.dropFirst().reduce(output) { try $0.averaged(withMirrored: $1) }
  }

  /// Everything that the network computes of a picture and, with ``flips``, of its mirror image.
  func results(_ composite: Raster<Float>, mask: Raster<Float>) async throws -> [[String: [Float]]] {
    let composites = flips ? [composite, composite.mirrored()] : [composite]
    let masks = flips ? [mask, mask.mirrored()] : [mask]
    return try await results(of: composites.map { normalization.planes(of: $0) }, masks: masks.map(\.samples))
  }

  private var normalization: ChannelNormalization { ChannelNormalization(session.model.normalization) }

  /// Runs as many pictures at a time as the session takes; a batch that is not full is filled with copies of the last picture.
  private func results(of images: [[Float]], masks: [[Float]]) async throws -> [[String: [Float]]] {
    let batch = session.shape.batch
    var results: [[String: [Float]]] = []
    for start in stride(from: 0, to: images.count, by: batch) {
      let chosen = (start..<start + batch).map { min($0, images.count - 1) }
      let outputs = try await session.outputs(
        image: chosen.flatMap { images[$0] }, mask: chosen.flatMap { masks[$0] })
      for index in 0..<min(batch, images.count - start) {
        results.append(outputs.mapValues { Self.part(index, of: batch, $0) })
      }
    }
    return results
  }

  private static func part(_ index: Int, of batch: Int, _ values: [Float]) -> [Float] {
    let count = values.count / batch
    return Array(values[index * count..<(index + 1) * count])
  }
}
