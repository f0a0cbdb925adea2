import HarmonizationPixels

/// A recoloured foreground and what was measured about it.
public struct Recolouring: Sendable, Equatable {
  /// The composite: RGB, background as in the original, bit for bit.
  public let composite: Raster<UInt8>
  /// What the recolouring did.
  public let measurement: RecolouringMeasurement

  /// Recolours the foreground of a photo: `photo + strength * mask * (map(photo) - photo)`, rounded to 8 bits.
  ///
  /// - Parameters:
  ///   - photo: RGB, three channels.
  ///   - mask: one channel, as large as the photo, 255 in the foreground.
  ///   - map: the colour map.
  ///   - strength: 0 to 1; below 1 the map is followed part of the way.
  /// - Throws: `DataError.sizeMismatch`, `DataError.invalidParameter` (channels).
  public init(photo: Raster<UInt8>, mask: Raster<UInt8>, map: ColourMap, strength: Double = 1) throws {
    try requireSameSize(photo, mask)
    guard photo.channels == 3, mask.channels == 1 else {
      throw DataError.invalidParameter(
        name: "photo and mask", reason: "have \(photo.channels) and \(mask.channels) channels, not 3 and 1")
    }
    var composite = photo
    var sums = ChangeSums()
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * PixelChunk.capacity) { planes in
      guard let original = planes.baseAddress else { return }
      composite.samples.withUnsafeMutableBufferPointer { output in
        forEachChunk(of: photo, weightedBy: mask) { chunk in
          chunk.copyColours(to: original)
          map.apply(to: chunk)
          chunk.blend(original, strength: Float(strength), sums: &sums)
          chunk.store(in: output)
        }
      }
    }
    var measurement = sums.measurement
    measurement.contrastGain = HarmonizationData.contrastGain(of: composite, over: photo, mask: mask)
    self.composite = composite
    self.measurement = measurement
  }
}

extension PixelChunk {
  /// Keeps the colours in three consecutive planes.
  fileprivate func copyColours(to planes: UnsafeMutablePointer<Float>) {
    planes.update(from: r, count: groups * 8)
    (planes + Self.capacity).update(from: g, count: groups * 8)
    (planes + 2 * Self.capacity).update(from: b, count: groups * 8)
  }

  /// Mixes mapped colours with the originals by strength and mask, to levels in the lowest byte of the bits.
  fileprivate func blend(_ planes: UnsafeMutablePointer<Float>, strength: Float, sums: inout ChangeSums) {
    let (originalG, originalB) = (planes + Self.capacity, planes + 2 * Self.capacity)
    for i in 0..<groups {
      let old = (planes[lanes: i], originalG[lanes: i], originalB[lanes: i])
      let w = weight[lanes: i]
      let new = (
        old.0 + strength * (r[lanes: i] - old.0), old.1 + strength * (g[lanes: i] - old.1),
        old.2 + strength * (b[lanes: i] - old.2)
      )
      sums.add(old: old, new: new, weight: w)
      r[lanes: i] = level(old.0, new.0, weight: w)
      g[lanes: i] = level(old.1, new.1, weight: w)
      b[lanes: i] = level(old.2, new.2, weight: w)
    }
  }

  /// Writes levels as the pixels of an RGB picture.
  fileprivate func store(in output: UnsafeMutableBufferPointer<UInt8>) {
    for i in 0..<count {
      let offset = 3 * position[i]
      output[offset] = UInt8(truncatingIfNeeded: r[i].bitPattern)
      output[offset + 1] = UInt8(truncatingIfNeeded: g[i].bitPattern)
      output[offset + 2] = UInt8(truncatingIfNeeded: b[i].bitPattern)
    }
  }
}

/// 255 times the mix of `old` and the clamped `new` (NaN counts as 0), with the level in the lowest byte of the bits.
@inline(__always)
private func level(_ old: Lanes, _ new: Lanes, weight: Lanes) -> Lanes {
  let kept = limited(new, 0, 1)
  return (old + weight * (kept - old)) * 255 + 12_582_912
}

/// Throws unless a mask fits its RGB picture.
private func requireSameSize<Pixel, Cover>(_ image: Raster<Pixel>, _ mask: Raster<Cover>) throws {
  guard image.channels >= 3 else {
    throw DataError.invalidParameter(name: "image", reason: "has \(image.channels) channels, colour needs 3")
  }
  guard mask.width == image.width, mask.height == image.height else {
    throw DataError.sizeMismatch(
      path: "mask", size: "\(mask.width)x\(mask.height)", expected: "\(image.width)x\(image.height)", of: "the image")
  }
}
