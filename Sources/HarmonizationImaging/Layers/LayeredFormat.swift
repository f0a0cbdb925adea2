import HarmonizationSupport

/// Files of layers that editors open.
public enum LayeredFormat: String, Sendable, CaseIterable {
  /// OpenRaster: Krita, GIMP, MyPaint.
  case openRaster = "ora"
  /// Photoshop's format, which nearly all editors read.
  case photoshop = "psd"

  /// The format that a path's suffix means; nil for others.
  public init?(path: String) { self.init(rawValue: FileName.suffix(of: path).lowercased()) }
}

extension Encoder {
  /// Writes a harmonized photo as layers in the format that `path`'s suffix means: the harmonized foreground, the original one
  /// (hidden), and the photo as background, at the photo's depth and with its colour profile. Seen together they are the
  /// harmonized photo within one level.
  ///
  /// - Parameters:
  ///   - rendering: what is written.
  ///   - path: the file; it appears complete or not at all.
  /// - Throws: ``ImagingError``: of reading and of writing; ``ImagingError/unsupportedOutput(file:reason:)`` for another suffix, or more
  ///   pixels than the format has room for.
  public func writeLayers(_ rendering: Rendering, to path: String) throws(ImagingError) {
    switch LayeredFormat(path: path) {
    case .openRaster: try writeOpenRaster(rendering, to: path)
    case .photoshop: try writePhotoshop(rendering, to: path)
    case nil: throw .unsupportedOutput(file: path, reason: "layers are written as .ora or .psd")
    }
  }
}
