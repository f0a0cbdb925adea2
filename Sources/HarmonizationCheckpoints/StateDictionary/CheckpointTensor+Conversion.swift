extension CheckpointTensor {
  /// The elements as Float32 in C order, whatever their type; float64 and integers are rounded to nearest.
  public func floats() -> [Float] {
    [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
      copyFloats(to: buffer)
      count = elementCount
    }
  }

  /// Calls a closure with the elements as Float32: without a copy if they are that already, and aligned.
  public func withFloats<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    let direct: Result? = try withUnsafeBytes { bytes in
      let address = UInt(bitPattern: bytes.baseAddress)
      guard dataType == .float32, address % UInt(MemoryLayout<Float>.alignment) == 0 else { return nil }
      return try bytes.withMemoryRebound(to: Float.self, body)
    }
    if let direct { return direct }
    return try floats().withUnsafeBufferPointer(body)
  }

  /// The elements as Float64 in C order; exact for every type but int64 beyond 2^53.
  public func doubles() -> [Double] {
    switch dataType {
    case .float64: elements(Double.self) { $0 }
    case .int64: elements(Int64.self) { Double($0) }
    case .int32: elements(Int32.self) { Double($0) }
    default: floats().map(Double.init)
    }
  }

  /// The same values in another precision, rounded to nearest, ties to even; integers and booleans stay as they are.
  /// - Throws: `outOfRange` if a finite value would become infinite.
  public func cast(to precision: WeightPrecision) throws(CheckpointError) -> CheckpointTensor {
    guard dataType.isFloatingPoint, dataType != precision.dataType else { return self }
    let source = castSource(for: precision)
    let result = try CheckpointTensor(dataType: precision.dataType, shape: shape) { target in
      switch precision {
      case .float32: source.withUnsafeBytes { target.copyMemory(from: $0) }
      case .float16: Self.store(source, in: target, HalfPrecision.half)
      case .bfloat16: Self.store(source, in: target, HalfPrecision.bfloat)
      }
    }
    try checkRange(of: result, precision)
    return result
  }

  /// The values from which a cast rounds.
  private func castSource(for precision: WeightPrecision) -> [Float] {
    guard dataType == .float64, precision != .float32 else { return floats() }
    return elements(Double.self, HalfPrecision.roundedToOdd)
  }

  @inline(__always)
  private static func store(
    _ source: [Float], in target: UnsafeMutableRawBufferPointer, _ convert: (Float) -> UInt16
  ) {
    let halves = target.bindMemory(to: UInt16.self)
    for index in 0..<min(source.count, halves.count) { halves[index] = convert(source[index]) }
  }

  /// Finds values that a cast has turned into infinity.
  private func checkRange(of result: CheckpointTensor, _ precision: WeightPrecision) throws(CheckpointError) {
    guard result.nonFiniteCount > 0 else { return }
    for (before, after) in zip(doubles(), result.floats()) where after.isInfinite && before.isFinite {
      throw CheckpointError(.outOfRange(value: before, precision: precision))
    }
  }

  private func copyFloats(to buffer: UnsafeMutableBufferPointer<Float>) {
    switch dataType {
    case .float32: withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
    case .float16: map(UInt16.self, to: buffer, HalfPrecision.float(half:))
    case .bfloat16: map(UInt16.self, to: buffer, HalfPrecision.float(bfloat:))
    case .float64: map(Double.self, to: buffer) { Float($0) }
    case .int64: map(Int64.self, to: buffer) { Float($0) }
    case .int32: map(Int32.self, to: buffer) { Float($0) }
    case .int16: map(Int16.self, to: buffer) { Float($0) }
    case .int8: map(Int8.self, to: buffer) { Float($0) }
    case .uint8: map(UInt8.self, to: buffer) { Float($0) }
    case .bool: map(UInt8.self, to: buffer) { $0 == 0 ? 0 : 1 }
    }
  }

  private func elements<Source: BitwiseCopyable, Target>(_: Source.Type, _ convert: (Source) -> Target) -> [Target] {
    [Target](unsafeUninitializedCapacity: elementCount) { buffer, count in
      map(Source.self, to: buffer, convert)
      count = elementCount
    }
  }

  /// Converts every element; `buffer` has room for all.
  @inline(__always)
  private func map<Source: BitwiseCopyable, Target>(
    _: Source.Type, to buffer: UnsafeMutableBufferPointer<Target>, _ convert: (Source) -> Target
  ) {
    withUnsafeBytes { bytes in
      for index in 0..<elementCount {
        let element = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Source>.stride, as: Source.self)
        buffer.initializeElement(at: index, to: convert(element))
      }
    }
  }
}
