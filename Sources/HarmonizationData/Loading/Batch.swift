import HarmonizationPixels

/// Samples side by side as a network wants them: NCHW floats.
public final class Batch: Sendable {
  /// Epoch, from 0.
  public let epoch: Int
  /// Place within the epoch, from 0.
  public let step: Int
  /// Indices of the samples in their source, in order.
  public let indices: [Int]
  /// Names of the samples, in order.
  public let names: [String]
  /// Composites, [N, 3, H, W], normalized.
  public let image: FloatBuffer
  /// Masks, [N, 1, H, W], 0...1.
  public let mask: FloatBuffer
  /// Real pictures, [N, 3, H, W], normalized.
  public let target: FloatBuffer

  init(epoch: Int, step: Int, indices: [Int], names: [String], size: Int, pool: BufferPool) {
    self.epoch = epoch
    self.step = step
    self.indices = indices
    self.names = names
    image = FloatBuffer(shape: [indices.count, 3, size, size], pool: pool)
    mask = FloatBuffer(shape: [indices.count, 1, size, size], pool: pool)
    target = FloatBuffer(shape: [indices.count, 3, size, size], pool: pool)
  }

  /// The number of samples.
  public var count: Int { indices.count }

  /// Writes a sample of the batch's size to its place.
  func store(_ sample: PreparedSample, at item: Int, _ normalization: ChannelNormalization) {
    for (picture, buffer) in [(sample.image, image), (sample.target, target)] where picture.channels == 3 {
      if let planes = buffer.part(item) { normalization.write(picture, to: planes) }
    }
    let area = mask.shape[2] * mask.shape[3]
    guard let plane = mask.part(item), sample.mask.samples.count == area else { return }
    sample.mask.samples.withUnsafeBufferPointer { source in
      for i in 0..<area { plane[i] = source[i].unit }
    }
  }
}
