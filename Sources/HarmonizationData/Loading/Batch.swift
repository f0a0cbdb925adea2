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
  func store(_ sample: PreparedSample, at item: Int, _ normalization: Normalization) {
    sample.image.store(in: image.part(item), normalization)
    sample.target.store(in: target.part(item), normalization)
    let area = mask.shape[2] * mask.shape[3]
    guard let plane = mask.part(item), sample.mask.samples.count == area else { return }
    sample.mask.samples.withUnsafeBufferPointer { source in
      for i in 0..<area { plane[i] = Float(source[i]) * (1 / 255) }
    }
  }
}

extension Raster where Sample == UInt8 {
  /// Writes RGB as three normalized planes.
  fileprivate func store(in planes: UnsafeMutablePointer<Float>?, _ normalization: Normalization) {
    guard let planes, channels == 3 else { return }
    let area = width * height
    let scale = 1 / (255 * normalization.deviation)
    let offset = normalization.mean / normalization.deviation
    let (r, g, b) = (planes, planes + area, planes + 2 * area)
    samples.withUnsafeBufferPointer { source in
      for i in 0..<area {
        r[i] = Float(source[3 * i]) * scale.x - offset.x
        g[i] = Float(source[3 * i + 1]) * scale.y - offset.y
        b[i] = Float(source[3 * i + 2]) * scale.z - offset.z
      }
    }
  }
}
