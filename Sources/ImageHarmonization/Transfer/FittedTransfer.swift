import HarmonizationPixels

/// A colour change as a value that knows no native size: fitted to what a network did to a small picture, or given by a network
/// or a file directly.
///
///     let transfer = try GuidedUpsampling(fitting: small, output: harmonized, mask: smallMask)
///     let change = transfer.operation(in: photo.bounds)
///     let between = try morning.mixed(with: evening, share: 0.5)
///
/// Immutable; any number of tasks may use one at the same time.
public protocol FittedTransfer: Sendable {
  /// The change on native pixels.
  ///
  /// - Parameter part: the part of the native picture, in its pixels, that the transfer was fitted to.
  func operation(in part: PixelRect) -> any PixelTransform

  /// The change between this and another of the same kind and shape, for instance of two frames of a video.
  ///
  /// - Parameters:
  ///   - other: the change that is mixed in.
  ///   - share: 0 for this change, 1 for the other.
  /// - Throws: ``TransferError/invalidParameter(name:value:allowed:)`` if the two cannot be mixed or the share is not in 0...1.
  func mixed(with other: Self, share: Float) throws(TransferError) -> Self
}

extension GuidedUpsampling: FittedTransfer {
  /// The change on native pixels.
  public func operation(in part: PixelRect) -> any PixelTransform { NativeTransfer(self, part: part) }

  /// The mean of two grids of the same shape, node by node.
  public func mixed(with other: GuidedUpsampling, share: Float) throws(TransferError) -> GuidedUpsampling {
    guard (0...1).contains(share) else {
      throw .invalidParameter(name: "share", value: "\(share)", allowed: "0...1")
    }
    guard other.grid.shape == grid.shape else {
      throw .invalidParameter(name: "other", value: "a grid of \(other.grid.shape)", allowed: "\(grid.shape)")
    }
    return GuidedUpsampling(method: method, grid: grid.mixed(with: other.grid, share: share))
  }
}

extension CoefficientGrid {
  /// Node by node, `share` of the other grid's map and the rest of this one's; the shapes must be equal.
  fileprivate func mixed(with other: CoefficientGrid, share: Float) -> CoefficientGrid {
    CoefficientGrid(shape: shape, vectors: zip(vectors, other.vectors).map { $0 + ($1 - $0) * share })
  }
}

extension GridShape: CustomStringConvertible {
  var description: String { "\(columns)x\(rows)x\(levels) nodes" }
}
