/// Largest value of each window.
public func maxPool(_ x: Value, kernel: Int, stride: Int, padding: Int = 0) -> Value {
  x.builder.append(.maxPooling(kernel: kernel, stride: stride, padding: padding), [x], at: x.path)
}

/// One value per channel: [batch, channels].
public func globalPool(_ x: Value, _ pooling: Pooling) -> Value {
  x.builder.append(.globalPooling(pooling), [x], at: x.path)
}

/// Interpolation to `size`, by default bilinear with aligned corners; nothing if the size is right already.
public func resize(
  _ x: Value, to size: (height: Int, width: Int), _ interpolation: Interpolation = .bilinearAligned
) -> Value {
  guard x.size != size else { return x }
  return x.builder.append(.resize(interpolation), [x], at: x.path, shape: [x.channels, size.height, size.width])
}

/// The mean or the largest value along `axis`, which stays with length 1; the batch is axis 0.
public func reduce(_ x: Value, _ pooling: Pooling, axis: Int) -> Value {
  x.builder.append(.reduction(pooling, axis: axis), [x], at: x.path)
}

/// Joins along the channels.
public func concat(_ first: Value, _ others: Value...) -> Value { concat(first, others) }

/// Joins along the channels.
public func concat(_ first: Value, _ others: [Value]) -> Value {
  first.builder.append(.concatenation, [first] + others, at: first.path)
}

/// Same values in another shape (without the batch).
public func reshape(_ x: Value, _ shape: [Int]) -> Value { x.builder.append(.reshape, [x], at: x.path, shape: shape) }

/// The axes in another order, the batch being axis 0; see ``Operation/permutation(_:)``.
public func permute(_ x: Value, _ axes: [Int]) -> Value { x.builder.append(.permutation(axes), [x], at: x.path) }

/// Exchanges the last two axes.
public func transpose(_ x: Value) -> Value {
  let rank = x.shape.count
  return permute(x, Array(1...max(rank, 1)).dropLast(2) + [rank, rank - 1])
}

/// Part of an axis, the batch being axis 0.
public func slice(_ x: Value, axis: Int, _ range: Range<Int>) -> Value {
  x.builder.append(.slice(axis: axis, start: range.lowerBound, count: range.count), [x], at: x.path)
}

/// Batched matrix product; see ``Operation/matrixProduct(precise:)``.
public func matmul(_ a: Value, _ b: Value, precise: Bool = false) -> Value {
  a.builder.append(.matrixProduct(precise: precise), [a, b], at: a.path)
}
