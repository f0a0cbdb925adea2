/// The window of a picture [C, H, W] around the foreground of a mask [1, H, W], interpolated bilinearly to a size with the corner
/// pixels aligned: what a spatial transformer (Jaderberg et al. 2015) does, with a rule in place of a network.
///
/// The window has the picture's shape and `margin` times the share of its height or width, whichever is larger, that pixels with
/// more than half cover span; at most the picture. It is centred on them as far as the picture allows. Without foreground it is
/// the picture.
///
/// - Parameters:
///   - x: what is cut, [channels, height, width].
///   - mask: 1 in the foreground, [1, height, width].
///   - margin: how many times as large as the foreground the window is, at least 1.
///   - size: height and width of the result.
public func foregroundWindow(_ x: Value, mask: Value, margin: Double, size: (height: Int, width: Int)) -> Value {
  guard mask.shape == [1, x.size.height, x.size.width], margin >= 1, margin.isFinite else {
    x.builder.refuse(
      "foregroundWindow",
      "a mask \(mask.shape) and a margin of \(margin) do not fit a picture \(x.shape)", at: x.path)
    return x
  }
  let rows = WindowAxis(mask, axis: 1)
  let columns = WindowAxis(mask, axis: 2)
  // Not one rule with `Mask.part`, the part of a photo that a network sees: there, edges are whole pixels, panoramas are limited and
  // 1.25 is the least room; here, bounds are values of the graph, and trained weights depend on edges in fractions of pixels.
  let share = clamp(margin * maximum(rows.share, columns.share), 0...1)
  let lines = matmul(rows.weights(share, count: size.height), x, precise: true)
  return matmul(lines, columns.weights(share, count: size.width), precise: true)
}

/// Where the foreground is along one axis of a mask [1, height, width].
private struct WindowAxis {
  /// 1 for rows, 2 for columns, without the batch axis's number.
  let axis: Int
  let length: Int
  let builder: GraphBuilder
  let path: Path
  /// The last pixel counted from the beginning, and the first one counted from the end; [1, 1, 1].
  let last, first: Value

  /// Without foreground, it is taken to be everywhere.
  init(_ mask: Value, axis: Int) {
    (self.axis, length, builder, path) = (axis, mask.shape[axis], mask.builder, mask.path)
    let found = step(reduce(mask, .maximum, axis: 4 - axis), above: 0.5)
    let inside = maximum(found, 1.0 - reduce(found, .maximum, axis: axis + 1))
    let indices = (0..<length).map(Double.init)
    let forward = builder.constant(indices, shape: Self.line(length, along: axis), at: path)
    let backward = builder.constant(indices.reversed(), shape: Self.line(length, along: axis), at: path)
    last = reduce(inside * forward, .maximum, axis: axis + 1)
    first = reduce(inside * backward, .maximum, axis: axis + 1)
  }

  /// The foreground's share of the axis.
  var share: Value { 1 / Double(length) * (last + first + Double(2 - length)) }

  /// Weights that interpolate `count` positions of a window with a share of the axis: [1, count, length] for rows,
  /// [1, length, count] for columns.
  func weights(_ share: Value, count: Int) -> Value {
    let end = Double(length - 1)
    let extent = end * share
    let middle = 0.5 * (last - first + end - extent)
    let begin = minimum(relu(middle), end - extent)
    let fractions = (0..<count).map { Double($0) / Double(max(count - 1, 1)) }
    let steps = builder.constant(fractions, shape: Self.line(count, along: axis), at: path)
    let pixels = builder.constant((0..<length).map(Double.init), shape: Self.line(length, along: 3 - axis), at: path)
    return relu(1.0 - abs(begin + extent * steps - pixels))
  }

  private static func line(_ count: Int, along axis: Int) -> [Int] { axis == 1 ? [1, count, 1] : [1, 1, count] }
}
