import CHarmonizationTorch

extension Tensor {
  /// The same elements in another shape; one dimension may be -1 and follows from the others.
  public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
    try Self.make("reshape to \(shape)", [self]) { api, handles, result in
      Self.withSizes(shape) { api.reshape(handles?[0], $0, $1, result) }
    }
  }

  /// The axes in another order.
  public func permuted(_ axes: [Int]) throws(TorchError) -> Tensor {
    try Self.make("permute to \(axes)", [self]) { api, handles, result in
      Self.withSizes(axes) { api.permute(handles?[0], $0, $1, result) }
    }
  }

  /// A range along one axis; shares the memory.
  public func slice(_ range: Range<Int>, axis: Int = 0) throws(TorchError) -> Tensor {
    try Self.make("slice \(range) of axis \(axis)", [self]) { api, handles, result in
      api.slice(handles?[0], Int64(axis), Int64(range.lowerBound), Int64(range.upperBound), result)
    }
  }

  /// Mirrored along one axis.
  public func flipped(axis: Int) throws(TorchError) -> Tensor {
    try Self.make("flip axis \(axis)", [self]) { api, handles, result in api.flip(handles?[0], Int64(axis), result) }
  }

  /// Tensors joined along one axis.
  public static func concatenated(_ tensors: [Tensor], axis: Int = 0) throws(TorchError) -> Tensor {
    try make("concatenate along axis \(axis)", tensors) { api, handles, result in
      api.concatenate(handles, Int64(tensors.count), Int64(axis), result)
    }
  }
}
