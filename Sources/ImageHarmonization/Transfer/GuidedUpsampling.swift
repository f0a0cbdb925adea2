import HarmonizationPixels

/// The colour change that a network made on a small copy of a picture, as a function that changes the native pixels.
///
/// Networks see 256 x 256 pixels. From their input and output a local colour map is fitted, and the native pixels pass
/// through that map, so that every detail of the photo stays. See <doc:FullResolution> for the methods and measurements.
///
///     let transfer = try GuidedUpsampling(fitting: small, output: harmonized, mask: smallMask)
///     let rendering = try Rendering(
///       photo, mask: mask, transform: NativeTransfer(transfer, width: photo.width, height: photo.height))
///
/// A transfer is an immutable value of about half a megabyte; any number of threads may apply it at the same time.
public struct GuidedUpsampling: Sendable {
  /// The method it was fitted with.
  public let method: TransferMethod
  let grid: CoefficientGrid

  init(method: TransferMethod, grid: CoefficientGrid) {
    self.method = method
    self.grid = grid
  }

  /// Fits the change from `input` to `output` within `mask`.
  ///
  /// - Parameters:
  ///   - input: What the network saw: sRGB, 0...1, [height, width, 3]; the whole picture, squeezed to any size.
  ///   - output: What it gave, same shape; it may overshoot 0...1 a little.
  ///   - mask: The soft mask at that size, 0...1, [height, width, 1]. Only pixels with a positive mask count.
  ///   - method: How to carry the change over.
  ///   - options: Sizes and weights of the fit.
  /// - Throws: ``TransferError`` where shapes differ, a sample is not finite, the mask is empty or an option is out of range.
  public init(
    fitting input: Raster<Float>, output: Raster<Float>, mask: Raster<Float>, method: TransferMethod = .bilateralGrid,
    options: TransferOptions = TransferOptions()
  ) throws(TransferError) {
    try options.check()
    let samples = try FitSamples(input: input, output: output, mask: mask)
    self.method = method
    switch method {
    case .enlargement: grid = .enlargement(samples)
    case .residual: grid = .residual(samples)
    case .guidedFilter:
      let cells = options.cells ?? 64
      grid = .fitted(
        samples, shape: GridShape(columns: cells, rows: cells, levels: 1), smoothing: options.smoothing ?? 2,
        options: options)
    case .bilateralGrid:
      let cells = options.cells ?? 32
      grid = .fitted(
        samples, shape: GridShape(columns: cells, rows: cells, levels: options.luminanceLevels),
        smoothing: options.smoothing ?? 0.7, options: options)
    }
  }
}

extension TransferOptions {
  /// Throws where an option is out of its range.
  func check() throws(TransferError) {
    if let cells { try Self.check("cells", cells, in: 1...256) }
    try Self.check("luminanceLevels", luminanceLevels, in: 1...32)
    if let smoothing { try Self.check("smoothing", smoothing, in: 0.1...16) }
    try Self.check("prior", prior, in: 1e-3...1e6)
    try Self.check("ridge", ridge, in: 1e-6...1)
  }

  private static func check<Value: Comparable>(_ name: String, _ value: Value, in allowed: ClosedRange<Value>)
    throws(TransferError)
  {
    guard allowed.contains(value) else {
      throw .invalidParameter(
        name: name, value: "\(value)", allowed: "\(allowed.lowerBound)...\(allowed.upperBound)")
    }
  }
}
