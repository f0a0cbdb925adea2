/// Turns a pickle's description of a tensor into a tensor: a view of the file where the elements are contiguous,
/// otherwise a contiguous copy.
struct TensorMaterializer {
  /// How many more bytes may be copied. A view can repeat its elements, so a small file can describe huge tensors.
  private var budget: Int

  /// The copies of one file may take twice its size and 16 MiB.
  init(fileSize: Int) { budget = 2 * min(fileSize, Int.max / 4) + 16 << 20 }

  /// The tensor, given the bytes of its storage.
  mutating func tensor(_ reference: TensorReference, in storage: ByteView) throws(CheckpointError) -> CheckpointTensor {
    let byteCount = try CheckpointTensor.byteCount(of: reference.shape, dataType: reference.dataType)
    let part = try Self.part(of: storage, for: reference)
    let size = reference.dataType.byteCount
    let reach = byteCount == 0 ? 0 : try Self.reach(reference)
    guard let elements = Self.slice(part, at: reference.offset, count: reach, size: size) else {
      throw CheckpointError(
        .outOfBounds("shape \(reference.shape) reaches beyond its storage of \(storage.count) bytes"))
    }
    guard !reference.isContiguous else {
      return try CheckpointTensor(dataType: reference.dataType, shape: reference.shape, view: elements)
    }
    guard byteCount <= budget else {
      throw CheckpointError(.limitExceeded("views of more than twice the file's own size"))
    }
    budget -= byteCount
    let copy = ByteStorage(count: byteCount) { reference.gather(from: elements, into: $0) }
    return try CheckpointTensor(dataType: reference.dataType, shape: reference.shape, view: ByteView(copy))
  }

  /// The bytes of the storage that the tensor may use.
  private static func part(of bytes: ByteView, for reference: TensorReference) throws(CheckpointError) -> ByteView {
    let storage = reference.storage
    let size = storage.elementByteCount
    guard let whole = slice(bytes, at: 0, count: storage.count, size: size),
      let part = slice(whole, at: storage.offset, count: storage.viewCount ?? storage.count, size: size)
    else {
      throw CheckpointError(
        .outOfBounds("the storage \(storage.key) has \(bytes.count) bytes for \(storage.count) elements"))
    }
    return part
  }

  /// The number of elements from the first to the last that the view touches; it touches at least one.
  private static func reach(_ reference: TensorReference) throws(CheckpointError) -> Int {
    var reach = 1
    for (dimension, stride) in zip(reference.shape, reference.strides) {
      let (distance, overflow) = (dimension - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflowOfSum) = reach.addingReportingOverflow(distance)
      guard !overflow, !overflowOfSum else { throw CheckpointError(.limitExceeded("the strides \(reference.strides)")) }
      reach = sum
    }
    return reach
  }

  /// A range of elements of a size, or nil if it is not wholly inside.
  private static func slice(_ bytes: ByteView, at offset: Int, count: Int, size: Int) -> ByteView? {
    let (start, overflow) = offset.multipliedReportingOverflow(by: size)
    let (length, overflowOfLength) = count.multipliedReportingOverflow(by: size)
    return overflow || overflowOfLength ? nil : bytes.slice(at: start, count: length)
  }
}

extension TensorReference {
  /// Whether the elements lie in C order without gaps. As in PyTorch, the stride of a dimension of 1 says nothing.
  var isContiguous: Bool {
    if shape.contains(0) { return true }
    var expected = 1
    for (dimension, stride) in zip(shape, strides).reversed() where dimension != 1 {
      if stride != expected { return false }
      expected *= dimension
    }
    return true
  }

  /// Copies the elements in C order. Bounds have been checked: `source` is what the view reaches, `target` has its size.
  fileprivate func gather(from source: ByteView, into target: UnsafeMutableRawBufferPointer) {
    source.withUnsafeBytes { bytes in
      switch dataType.byteCount {
      case 8: gather(UInt64.self, bytes, target)
      case 4: gather(UInt32.self, bytes, target)
      case 2: gather(UInt16.self, bytes, target)
      default: gather(UInt8.self, bytes, target)
      }
    }
  }

  private func gather<Element: FixedWidthInteger & BitwiseCopyable>(
    _: Element.Type, _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
  ) {
    let size = MemoryLayout<Element>.size
    let rowLength = shape.last ?? 1
    let rowStride = strides.last ?? 1
    var index = [Int](repeating: 0, count: max(shape.count - 1, 0))
    var start = 0
    for row in 0..<target.count / size / max(rowLength, 1) {
      for column in 0..<rowLength {
        let element = source.loadUnaligned(fromByteOffset: (start + column * rowStride) * size, as: Element.self)
        target.storeBytes(of: element, toByteOffset: (row * rowLength + column) * size, as: Element.self)
      }
      start &+= advance(&index)
    }
  }

  /// Steps to the next row; returns by how many elements the view's start moves.
  ///
  /// Wrapping, because the stride of a dimension of 1 may be any number; what is returned for a row is always exact.
  private func advance(_ index: inout [Int]) -> Int {
    var move = 0
    for dimension in index.indices.reversed() {
      index[dimension] += 1
      move &+= strides[dimension]
      if index[dimension] < shape[dimension] { return move }
      move &-= index[dimension] &* strides[dimension]
      index[dimension] = 0
    }
    return move
  }
}
