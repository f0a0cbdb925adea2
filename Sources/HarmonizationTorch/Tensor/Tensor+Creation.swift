import CHarmonizationTorch

extension Tensor {
  /// A tensor of these elements in C order, converted to `dataType`.
  ///
  /// - Throws: ``TorchError/elementCount(shape:count:)`` unless the elements fill the shape.
  public static func from(
    _ elements: [Float], shape: [Int], dataType: DataType = .float32, device: Device = .cpu,
    memoryFormat: MemoryFormat = .contiguous
  ) throws(TorchError) -> Tensor {
    try copying(elements, shape: shape, dataType: .float32, memoryFormat: memoryFormat).converted(
      to: dataType, device: device)
  }

  /// A tensor of these elements in C order, converted to `dataType`.
  ///
  /// - Throws: ``TorchError/elementCount(shape:count:)`` unless the elements fill the shape.
  public static func from(
    _ elements: [Double], shape: [Int], dataType: DataType = .float64, device: Device = .cpu,
    memoryFormat: MemoryFormat = .contiguous
  ) throws(TorchError) -> Tensor {
    try copying(elements, shape: shape, dataType: .float64, memoryFormat: memoryFormat).converted(
      to: dataType, device: device)
  }

  /// A tensor of elements in C order whose bytes are those of `dataType`.
  ///
  /// - Throws: ``TorchError/elementCount(shape:count:)`` unless the elements fill the shape.
  static func copying<Element: BitwiseCopyable>(
    _ elements: [Element], shape: [Int], dataType: DataType, memoryFormat: MemoryFormat = .contiguous
  ) throws(TorchError) -> Tensor {
    try elements.withUnsafeBufferPointer { buffer throws(TorchError) in
      try from(bytes: UnsafeRawBufferPointer(buffer), shape: shape, dataType: dataType, memoryFormat: memoryFormat)
    }
  }

  /// A copy of elements in C order that lie in memory, at any address.
  ///
  /// - Throws: ``TorchError/elementCount(shape:count:)`` unless the bytes are exactly those of the shape.
  public static func from(
    bytes: UnsafeRawBufferPointer, shape: [Int], dataType: DataType, device: Device = .cpu,
    memoryFormat: MemoryFormat = .contiguous
  ) throws(TorchError) -> Tensor {
    guard byteCount(of: shape, dataType) == bytes.count else {
      throw .elementCount(shape: shape, count: bytes.count / dataType.byteCount)
    }
    let options = options(dataType, device, layout: memoryFormat)
    return try make("make a tensor of shape \(shape)", []) { api, _, result in
      withSizes(shape) { api.tensor_from_bytes(bytes.baseAddress, bytes.count, $0, $1, options, result) }
    }
  }

  /// A tensor that contains one number everywhere.
  public static func full(
    _ shape: [Int], _ value: Double, dataType: DataType = .float32, device: Device = .cpu,
    memoryFormat: MemoryFormat = .contiguous
  ) throws(TorchError) -> Tensor {
    guard byteCount(of: shape, dataType) != nil else { throw .elementCount(shape: shape, count: 0) }
    let options = options(dataType, device, layout: memoryFormat)
    return try make("fill a tensor of shape \(shape)", []) { api, _, result in
      withSizes(shape) { api.tensor_full($0, $1, value, options, result) }
    }
  }

  /// A tensor of zeros.
  public static func zeros(
    _ shape: [Int], dataType: DataType = .float32, device: Device = .cpu, memoryFormat: MemoryFormat = .contiguous
  ) throws(TorchError) -> Tensor {
    try full(shape, 0, dataType: dataType, device: device, memoryFormat: memoryFormat)
  }

  /// The size of a shape in bytes; nil if there is no such tensor.
  static func byteCount(of shape: [Int], _ dataType: DataType) -> Int? {
    guard shape.count <= 8 else { return nil }
    var count = dataType.byteCount
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  static func options(_ dataType: DataType, _ device: Device, layout format: MemoryFormat) -> HarmonizeOptions {
    HarmonizeOptions(
      dtype: dataType.code, device: device.kind, device_index: device.index, memory_format: format.code)
  }

  static func withSizes<Result>(_ shape: [Int], _ body: (UnsafePointer<Int64>?, Int32) -> Result) -> Result {
    shape.map(Int64.init).withUnsafeBufferPointer { body($0.baseAddress, Int32($0.count)) }
  }
}
