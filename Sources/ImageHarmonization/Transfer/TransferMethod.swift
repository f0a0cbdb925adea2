/// How the colours that a network gave at its own size reach the native pixels.
public enum TransferMethod: String, Sendable, CaseIterable {
  /// The network's output itself, enlarged bilinearly. Blurred; what the reference implementation gives.
  case enlargement
  /// The network's change (output minus input), enlarged bilinearly and added. Sharp, with halos at strong edges.
  case residual
  /// An affine colour map per neighbourhood: the fast guided filter (He and Sun, "Fast Guided Filter", 2015) with the
  /// mask as weight and Gaussian windows.
  case guidedFilter
  /// An affine colour map per neighbourhood and luminance: bilateral guided upsampling (Chen, Adams, Wadhwa and Hasinoff
  /// 2016) with the mask as weight and a coarse-to-fine prior.
  case bilateralGrid
}

/// What a ``GuidedUpsampling`` fits and how much it trusts small neighbourhoods.
///
/// The defaults were chosen by measurement; see <doc:FullResolution>.
public struct TransferOptions: Sendable, Equatable {
  /// Cells along each side of the picture, 1...256; `nil` takes the method's own: 32 (bilateral grid) or 64 (guided filter).
  public var cells: Int?
  /// Luminance nodes of the bilateral grid, 1...32.
  public var luminanceLevels = 12
  /// Standard deviation of the finest window in cells, 0.1...16; `nil` takes the method's own: 0.7
  /// (bilateral grid) or 2 (guided filter).
  public var smoothing: Float?
  /// Pixels of evidence that a coarser neighbourhood's map is worth where a finer one disagrees, 0.001...1e6.
  public var prior: Float = 3
  /// Ridge on the coefficients relative to the evidence, 1e-6...1: what keeps a constant neighbourhood well posed.
  public var ridge: Float = 1e-4

  /// The measured defaults.
  public init() {}
}
