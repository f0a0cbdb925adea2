/// The part of a change of colour that is wanted.
public enum ChangePart: String, Sendable, CaseIterable {
  /// Its lightness; hue and chroma stay.
  case light
  /// Hue and chroma; the lightness stays.
  case colour
}

/// How much of a change of colour is applied, and which part of it: itself a function of colour.
public struct ChangeAdjustment: Sendable, Hashable {
  /// Share of the change, 0...2; beyond 1 it is extrapolated.
  public var strength: Double
  /// The part of the change, told apart in ``OKLab``; nil for all of it.
  public var part: ChangePart?

  /// All of the change, exactly once.
  public init(strength: Double = 1, part: ChangePart? = nil) { (self.strength, self.part) = (strength, part) }

  /// Shares that can be asked for.
  public static let strengths = 0.0...2.0

  /// Whether it is a mere share of the change, as renderings apply it.
  public var isShare: Bool { part == nil && strength <= 1 }

  /// The new colour of a colour, within 0...1 in each channel.
  ///
  /// - Parameters:
  ///   - before: the colour, in 0...1.
  ///   - after: what the full change would make of it.
  func adjusted(from before: SIMD3<Float>, to after: SIMD3<Float>) -> SIMD3<Float> {
    let wanted = before + (after - before) * Float(strength)
    guard let part else { return wanted.clamped(lowerBound: .zero, upperBound: .one) }
    // Linear light of colours outside 0...1 has no root.
    let inside = wanted.clamped(lowerBound: .zero, upperBound: .one)
    guard inside != before else { return before }
    let (old, new) = (OKLab.lab(of: SIMD3<Double>(before)), OKLab.lab(of: SIMD3<Double>(inside)))
    let lab =
      switch part {
      case .light: SIMD3(new.x, old.y, old.z)
      case .colour: SIMD3(old.x, new.y, new.z)
      }
    return SIMD3<Float>(OKLab.limitedColour(of: lab)).clamped(lowerBound: .zero, upperBound: .one)
  }
}

extension ColourTable {
  /// The table of an adjusted change, limited to colours in 0...1.
  public func adjusted(_ adjustment: ChangeAdjustment = ChangeAdjustment()) -> ColourTable {
    mapping { colour, change in
      // A colour that does not change stays the same to the last bit.
      guard change != .zero else { return .zero }
      return adjustment.adjusted(from: colour, to: colour + change) - colour
    }
  }
}

/// An adjusted change that is not a table: worked out pixel by pixel.
public struct AdjustedTransform: PixelTransform {
  private let base: any PixelTransform
  private let adjustment: ChangeAdjustment

  /// Adjusts `base`.
  public init(_ base: any PixelTransform, _ adjustment: ChangeAdjustment) {
    (self.base, self.adjustment) = (base, adjustment)
  }

  /// Changes a run of pixels.
  public func apply(to span: PixelSpan) {
    let count = span.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * max(count, 1)) { scratch in
      guard let before = scratch.baseAddress else { return }
      for (channel, plane) in [span.red, span.green, span.blue].enumerated() {
        (before + channel * count).initialize(from: plane, count: count)
      }
      base.apply(to: span)
      for i in 0..<count {
        let old = SIMD3(before[i], before[count + i], before[2 * count + i])
        let new = adjustment.adjusted(from: old, to: SIMD3(span.red[i], span.green[i], span.blue[i]))
        (span.red[i], span.green[i], span.blue[i]) = (new.x, new.y, new.z)
      }
    }
  }
}
