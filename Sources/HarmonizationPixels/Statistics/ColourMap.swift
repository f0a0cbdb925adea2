/// A map from colours to colours, the same for every pixel: affine steps, logarithms and channel curves in sequence.
///
/// A value: fitted once on a small picture, applied at any size. RGB in 0...1 as encoded in files; results may leave
/// 0...1, and whoever stores them clamps.
public struct ColourMap: Sendable, Equatable {
  /// An elementary step on a three-vector.
  public enum Stage: Sendable, Equatable {
    /// An affine map.
    case affine(AffineMap)
    /// log2(max(v + offset, 1e-9)) in each channel.
    case logarithm(offset: Float)
    /// 2^v - offset in each channel.
    case exponential(offset: Float)
    /// A curve for each channel.
    case curves(ChannelCurves)
  }

  /// The steps, first to last.
  public var stages: [Stage]

  /// The map that takes its steps in order.
  public init(_ stages: [Stage]) { self.stages = stages }

  /// The map that changes nothing.
  public static let identity = ColourMap([])

  /// This map, then another.
  public func then(_ next: ColourMap) -> ColourMap { ColourMap(stages + next.stages) }
}

extension ColourMap {
  /// Maps the colours of a chunk in place.
  package func apply(to chunk: PixelChunk) {
    for stage in stages {
      switch stage {
      case .affine(let map): map.apply(to: chunk)
      case .curves(let curves): curves.apply(to: chunk)
      case .logarithm(let offset): chunk.mapLanes { log2(greater($0 + offset, Lanes(repeating: 1e-9))) }
      case .exponential(let offset): chunk.mapLanes { exp2($0) - offset }
      }
    }
  }
}

extension PixelChunk {
  @inline(__always)
  fileprivate func mapLanes(_ transform: (Lanes) -> Lanes) {
    for i in 0..<groups {
      r[lanes: i] = transform(r[lanes: i])
      g[lanes: i] = transform(g[lanes: i])
      b[lanes: i] = transform(b[lanes: i])
    }
  }
}
