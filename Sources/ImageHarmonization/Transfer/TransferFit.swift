import HarmonizationPixels

/// How the change of a small picture becomes a ``FittedTransfer``.
public enum TransferFit: Hashable, Sendable {
  /// A colour map for each neighbourhood: ``GuidedUpsampling``.
  case guided(TransferMethod)
  /// One function of colour for the whole foreground: a ``ColourTable`` with so many nodes along each axis, `ColourTable.sizes`.
  /// Networks that predict such a function give it themselves, exactly; for others it is fitted.
  case table(size: Int = ColourTable.standardSize)

  /// Nodes along each axis of the table; nil if this is not one.
  var tableSize: Int? { if case .table(let size) = self { size } else { nil } }

  /// Fits the change from what a method saw to what it made of that.
  ///
  /// - Parameters:
  ///   - input: what it saw.
  ///   - output: the harmonized picture of the same size, in 0...1; it may overshoot a little.
  /// - Throws: ``TransferError``.
  public func transfer(
    from input: NetworkInput, to output: Raster<Float>
  ) throws(TransferError) -> any FittedTransfer {
    switch self {
    case .guided(let method):
      try GuidedUpsampling(fitting: input.composite, output: output, mask: input.foreground, method: method)
    case .table(let size):
      try ColourTable(fitting: input.composite, output: output, mask: input.foreground, size: size)
    }
  }
}

extension ColourTable: FittedTransfer {
  /// The change on native pixels; the part does not matter.
  public func operation(in part: PixelRect) -> any PixelTransform { self }

  /// The mean of two tables of one size, node by node.
  public func mixed(with other: ColourTable, share: Float) throws(TransferError) -> ColourTable {
    guard (0...1).contains(share) else {
      throw .invalidParameter(name: "share", value: "\(share)", allowed: "0...1")
    }
    guard let mixed = blended(with: other, share: share) else {
      throw .invalidParameter(
        name: "other", value: "a table of \(other.size) nodes a side", allowed: "\(size) and the same domain")
    }
    return mixed
  }
}
