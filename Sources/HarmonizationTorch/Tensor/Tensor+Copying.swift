import CHarmonizationTorch

extension Tensor {
  /// The same values in another type, place or memory order; the tensor itself where nothing changes. Autograd follows.
  public func converted(
    to dataType: DataType? = nil, device: Device? = nil, memoryFormat: MemoryFormat = .preserve
  ) throws(TorchError) -> Tensor {
    let options = Self.options(dataType ?? self.dataType, device ?? self.device, layout: memoryFormat)
    return try Self.make("convert", [self]) { api, handles, result in api.tensor_to(handles?[0], options, result) }
  }

  /// A copy with memory of its own, part of the same autograd graph.
  public func clone() throws(TorchError) -> Tensor {
    try Self.make("clone", [self]) { api, handles, result in api.tensor_clone(handles?[0], result) }
  }

  /// The same memory outside the autograd graph.
  public func detached() throws(TorchError) -> Tensor {
    try Self.make("detach", [self]) { api, handles, result in api.tensor_detach(handles?[0], result) }
  }

  /// Overwrites the elements with those of a tensor of the same shape, converting them; autograd does not notice.
  public func assign(_ source: Tensor) throws(TorchError) {
    let api = try TorchLibrary.api()
    let message = try Self.withHandles([self, source]) { handles throws(TorchError) in
      api.tensor_copy(handles?[0], handles?[1])
    }
    try TorchLibrary.check(message, "assign", shapes: [shape, source.shape])
  }

  /// Overwrites every element; autograd does not notice.
  public func fill(_ value: Double) throws(TorchError) {
    let api = try TorchLibrary.api()
    try withHandle { handle throws(TorchError) in
      try TorchLibrary.check(api.tensor_fill(handle, value), "fill", shapes: [shape])
    }
  }

  /// The elements in C order as Float32.
  public func floats() throws(TorchError) -> [Float] { try elements(0, .float32) }

  /// The elements in C order as Float64.
  public func doubles() throws(TorchError) -> [Double] { try elements(0, .float64) }

  /// The elements in C order as 64-bit integers.
  public func integers() throws(TorchError) -> [Int64] { try elements(0, .int64) }

  /// The elements in C order as bytes: what an 8-bit tensor contains.
  public func bytes() throws(TorchError) -> [UInt8] { try elements(0, .uint8) }

  /// The number in a tensor of one element.
  ///
  /// - Throws: ``TorchError/elementCount(shape:count:)`` if there are more or none.
  public func item() throws(TorchError) -> Double {
    let all = try doubles()
    guard all.count == 1 else { throw .elementCount(shape: [], count: all.count) }
    return all[0]
  }

  /// Writes the elements in C order, converted to `dataType`, into memory of exactly their size.
  public func copy(to target: UnsafeMutableRawBufferPointer, as dataType: DataType) throws(TorchError) {
    let api = try TorchLibrary.api()
    try withHandle { handle throws(TorchError) in
      let message = api.tensor_copy_bytes(handle, dataType.code, target.baseAddress, target.count)
      try TorchLibrary.check(message, "copy out", shapes: [shape])
    }
  }

  private func elements<Element: BitwiseCopyable>(
    _ zero: Element, _ dataType: DataType
  ) throws(TorchError) -> [Element] {
    var elements = [Element](repeating: zero, count: count)
    try elements.withUnsafeMutableBufferPointer { buffer throws(TorchError) in
      try copy(to: UnsafeMutableRawBufferPointer(buffer), as: dataType)
    }
    return elements
  }
}
