/// A few hundred pixels that have a weight above zero, gathered from a picture into planes so that colour arithmetic runs
/// eight pixels at a time; the last group is filled up with pixels of weight zero.
package struct PixelChunk {
  /// Pixels that a chunk takes.
  package static let capacity = 1024

  /// Planes of `capacity` floats: red, green, blue (0...1) and the weight.
  package let r, g, b, weight: UnsafeMutablePointer<Float>
  /// Position of each pixel in its picture, counted in pixels.
  package let position: UnsafeMutablePointer<Int>
  /// Pixels in use.
  package fileprivate(set) var count = 0

  /// Groups of eight that hold the pixels in use.
  package var groups: Int { (count + 7) / 8 }

  fileprivate init(floats: UnsafeMutablePointer<Float>, positions: UnsafeMutablePointer<Int>) {
    r = floats
    g = floats + Self.capacity
    b = floats + 2 * Self.capacity
    weight = floats + 3 * Self.capacity
    position = positions
  }

  /// Lends a chunk of `count` pixels, at most `capacity`, whose colours the caller sets.
  static func withScratch(count: Int, _ body: (PixelChunk) -> Void) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * capacity) { floats in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 1) { positions in
        guard let floats = floats.baseAddress, let positions = positions.baseAddress else { return }
        var chunk = PixelChunk(floats: floats, positions: positions)
        chunk.count = min(max(count, 0), capacity)
        chunk.fillUp(from: 0)
        body(chunk)
      }
    }
  }

  fileprivate func fillUp() { fillUp(from: count) }

  private func fillUp(from first: Int) {
    for i in first..<groups * 8 {
      r[i] = 0.5
      g[i] = 0.5
      b[i] = 0.5
      weight[i] = 0
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// Lanes of group `index`.
  @inlinable package subscript(lanes index: Int) -> SIMD8<Float> {
    @inline(__always) get { UnsafeRawPointer(self + index * 8).loadUnaligned(as: SIMD8<Float>.self) }
    @inline(__always) nonmutating set {
      UnsafeMutableRawPointer(self + index * 8).storeBytes(of: newValue, as: SIMD8<Float>.self)
    }
  }
}

/// Which side of a mask counts.
public enum MaskRegion: Sendable {
  /// Weight = mask.
  case foreground
  /// Weight = 1 - mask.
  case background
}

/// Calls `body` for chunk after chunk of the pixels of `image` (3 channels or more; RGB first) whose weight is above zero.
/// Pixels come in row order. Pictures of other sizes or fewer channels have no pixels.
@_specialize(where Pixel == Float, Cover == Float)
@_specialize(where Pixel == UInt8, Cover == UInt8)
@_specialize(where Pixel == UInt8, Cover == Float)
@_specialize(where Pixel == UInt16, Cover == Float)
package func forEachChunk<Pixel: PixelSample, Cover: PixelSample>(
  of image: Raster<Pixel>, weightedBy mask: Raster<Cover>, _ region: MaskRegion = .foreground, stride: Int = 1,
  _ body: (PixelChunk) -> Void
) {
  guard image.channels >= 3, mask.width == image.width, mask.height == image.height else { return }
  let floats = UnsafeMutablePointer<Float>.allocate(capacity: 4 * PixelChunk.capacity)
  let positions = UnsafeMutablePointer<Int>.allocate(capacity: PixelChunk.capacity)
  defer {
    floats.deallocate()
    positions.deallocate()
  }
  var chunk = PixelChunk(floats: floats, positions: positions)
  let (channels, maskChannels, inverted) = (image.channels, mask.channels, region == .background)
  image.samples.withUnsafeBufferPointer { pixels in
    mask.samples.withUnsafeBufferPointer { cover in
      for pixel in Swift.stride(from: 0, to: image.width * image.height, by: max(stride, 1)) {
        let m = cover[pixel * maskChannels].unit
        let weight = inverted ? 1 - m : m
        guard weight > 0 else { continue }
        let (i, offset) = (chunk.count, pixel * channels)
        chunk.r[i] = pixels[offset].unit
        chunk.g[i] = pixels[offset + 1].unit
        chunk.b[i] = pixels[offset + 2].unit
        chunk.weight[i] = weight
        chunk.position[i] = pixel
        chunk.count = i + 1
        guard chunk.count == PixelChunk.capacity else { continue }
        body(chunk)
        chunk.count = 0
      }
    }
  }
  guard chunk.count > 0 else { return }
  chunk.fillUp()
  body(chunk)
}
