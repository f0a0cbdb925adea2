import HarmonizationPixels

/// What the values of a mask mean, told by the values alone and the same every time.
///
/// 1. *Which plane*: the transparency of a cut-out, otherwise the brightness.
/// 2. *What the values are*: labels (a few small numbers or colours), black and white with noise, or soft weights.
/// 3. *Cleaning*: nearly black is black, nearly white is white, so that nothing after this sees faint pixels.
///
/// The result is 0...255, linear: half a mask is half a change.
public struct MaskUnderstanding: Sendable {
  /// The cleaned mask.
  public let mask: Mask
  /// What the user should know; empty for a plain mask.
  public let findings: [Finding]

  /// Something about a mask that was not plain.
  public enum Finding: Sendable, Equatable {
    /// The file is a cut-out: its transparency is the mask.
    case cutout
    /// The values are labels; everything but the background is foreground.
    case labels([Int])
    /// Black and white are not pure; values up to `black` and from `white` on (of 255) are taken as such.
    case noise(black: Int, white: Int)
    /// A 16-bit file whose values end at a lower number.
    case narrow(top: Int)
    /// It has the colours of a photo.
    case photo
  }

  /// Understands a mask.
  ///
  /// - Parameters:
  ///   - values: The file's values.
  ///   - channel: Which of them are wanted.
  public init(_ values: MaskValues, channel: Mask.Channel = .automatic) {
    var findings: [Finding] = []
    let useAlpha = channel == .alpha || (channel == .automatic && Self.isCutout(values))
    if useAlpha, channel == .automatic, values.look.white < values.look.visible { findings.append(.cutout) }
    let (levels, white) = Self.plane(values, useAlpha: useAlpha)
    let isColoured = values.look.coloured > 0 && !useAlpha
    let meaning: LevelMeaning
    switch levels {
    case .bytes(let bytes): (mask, meaning) = Self.cleaned(bytes, isColoured: isColoured, values: values, white: white)
    case .words(let words): (mask, meaning) = Self.cleaned(words, isColoured: isColoured, values: values, white: white)
    }
    if !useAlpha, !meaning.isLabels, let top = values.narrowedTo { findings.append(.narrow(top: top)) }
    if let finding = meaning.finding { findings.append(finding) }
    if !useAlpha, !meaning.isLabels, values.look.isPicture, values.look.coloured * 4 > values.look.visible {
      findings.append(.photo)
    }
    self.findings = findings
  }

  private static func cleaned<Level: FixedWidthInteger>(
    _ levels: [Level], isColoured: Bool, values: MaskValues, white: Int
  ) -> (Mask, LevelMeaning) {
    let varying = VaryingRanges(levels)
    let meaning = LevelMeaning(levels, varying, width: values.width, white: white, isColoured: isColoured)
    let raster = Raster(
      width: values.width, height: values.height, channels: 1, unchecked: meaning.applied(to: levels, varying))
    return (Mask(values: raster), meaning)
  }

  /// Whether the transparency is the mask: the visible part has colours, greys or nothing but black.
  private static func isCutout(_ values: MaskValues) -> Bool {
    guard let alpha = values.alpha, alpha.contains(where: { $0 > 127 }) else { return false }
    return values.look.isBlack || values.look.isPicture || values.look.white == values.look.visible
  }

  /// The values of the plane that counts; transparent areas of a mask in black and white are black.
  private static func plane(_ values: MaskValues, useAlpha: Bool) -> (MaskValues.Levels, white: Int) {
    guard let alpha = values.alpha else {
      // Opaque, and asked for: everything is foreground.
      if useAlpha { return (.bytes([UInt8](repeating: 255, count: values.width * values.height)), 255) }
      return (values.levels, values.white)
    }
    if useAlpha { return (.bytes(alpha), 255) }
    switch values.levels {
    case .bytes(let bytes):
      return (.bytes(zip(bytes, alpha).map { UInt8((Int($0) * Int($1) + 127) / 255) }), 255)
    case .words(let words):
      return (.words(zip(words, alpha).map { UInt16((Int($0) * Int($1) + 127) / 255) }), values.white)
    }
  }
}
