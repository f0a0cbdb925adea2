import HarmonizationPixels

/// A colour map that is the same for all pixels, or the weighted mean of several.
public struct GlobalTransfer: FittedTransfer {
  /// The maps and their weights, which sum to 1.
  let parts: [(map: ColourMap, weight: Float)]

  /// One map.
  public init(_ map: ColourMap) { parts = [(map, 1)] }

  private init(parts: [(map: ColourMap, weight: Float)]) { self.parts = parts }

  /// The change on native pixels; the part does not matter.
  public func operation(in part: PixelRect) -> any PixelTransform {
    if parts.count == 1 { return parts[0].map }
    return WeightedMaps(parts: parts)
  }

  /// The weighted mean of what both make of a colour.
  public func mixed(with other: GlobalTransfer, share: Float) throws(TransferError) -> GlobalTransfer {
    guard (0...1).contains(share) else {
      throw .invalidParameter(name: "share", value: "\(share)", allowed: "0...1")
    }
    var mixed = parts.map { (map: $0.map, weight: $0.weight * (1 - share)) }
    mixed += other.parts.map { (map: $0.map, weight: $0.weight * share) }
    return GlobalTransfer(parts: mixed)
  }
}

/// The weighted mean of several maps' results.
private struct WeightedMaps: PixelTransform {
  let parts: [(map: ColourMap, weight: Float)]

  func apply(to span: PixelSpan) {
    let count = span.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 6 * count) { scratch in
      guard let base = scratch.baseAddress, count > 0 else { return }
      let (planes, sums) = (base, base + 3 * count)
      sums.initialize(repeating: 0, count: 3 * count)
      for part in parts {
        for (channel, source) in [span.red, span.green, span.blue].enumerated() {
          (planes + channel * count).initialize(from: source, count: count)
        }
        part.map.apply(
          to: PixelSpan(
            x: span.x, y: span.y, count: count, red: planes, green: planes + count, blue: planes + 2 * count,
            mask: span.mask))
        for index in 0..<3 * count { sums[index] += part.weight * planes[index] }
      }
      for (channel, target) in [span.red, span.green, span.blue].enumerated() {
        target.update(from: sums + channel * count, count: count)
      }
    }
  }
}
