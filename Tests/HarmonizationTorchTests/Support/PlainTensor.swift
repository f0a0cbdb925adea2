/// A tensor for expectations that are worked out value by value.
struct PlainTensor {
  let shape: [Int]
  let values: [Double]

  init(_ shape: [Int], _ values: [Double]) { (self.shape, self.values) = (shape, values) }

  /// Computes each value from its index.
  init(_ shape: [Int], _ value: ([Int]) -> Double) {
    self.shape = shape
    values = (0..<shape.reduce(1, *)).map { place in
      var rest = place
      var index = shape
      for axis in shape.indices.reversed() {
        index[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      return value(index)
    }
  }

  /// The value at an index; an axis of length 1 is broadcast, and outside there are zeros.
  subscript(_ index: [Int]) -> Double {
    var place = 0
    for (position, count) in zip(index, shape) {
      guard count == 1 || (0..<count).contains(position) else { return 0 }
      place = place * count + (count == 1 ? 0 : position)
    }
    return values[place]
  }

  subscript(_ index: Int...) -> Double { self[index] }

  func map(_ function: (Double) -> Double) -> PlainTensor { PlainTensor(shape, values.map(function)) }

  /// An elementwise function of two tensors, broadcast.
  func with(_ other: PlainTensor, _ function: (Double, Double) -> Double) -> PlainTensor {
    PlainTensor(zip(shape, other.shape).map(max)) { function(self[$0], other[$0]) }
  }

  /// Joins the values along `axis`, which stays with length 1.
  func reduced(_ axis: Int, _ function: ([Double]) -> Double) -> PlainTensor {
    var reduced = shape
    reduced[axis] = 1
    return PlainTensor(reduced) { index in
      function(
        (0..<shape[axis]).map { position in
          var index = index
          index[axis] = position
          return self[index]
        })
    }
  }
}
