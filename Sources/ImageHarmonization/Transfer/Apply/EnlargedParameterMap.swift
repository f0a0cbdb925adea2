import HarmonizationNetworks
import HarmonizationPixels

/// A ``ParameterMap`` at one native size. It is enlarged bicubically row by row, as it is applied, so that a large picture needs no
/// more memory than a small one.
///
/// If the network blends by an attention of its own, the change is weighed with it here; the rendering blends with the mask in
/// both cases, so that the background stays as it is.
struct EnlargedParameterMap: PixelTransform {
  private let map: ParameterMap
  private let part: PixelRect
  private let columns: [BicubicTap]

  init(_ map: ParameterMap, part: PixelRect) {
    (self.map, self.part) = (map, part)
    columns = (0..<max(part.width, 0)).map { BicubicTap(pixel: $0, of: part.width, from: map.width) }
  }

  func apply(to span: PixelSpan) {
    let (first, row) = (span.x - part.x, span.y - part.y)
    guard span.count > 0, first >= 0, first <= columns.count - span.count, row >= 0, row < part.height else { return }
    let start = columns[first].first
    let count = columns[first + span.count - 1].first + 4 - start
    withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: count * map.terms.count) { line in
      guard let line = line.baseAddress else { return }
      interpolate(row, start: start, count: count, into: line)
      columns.withUnsafeBufferPointer { columns in
        guard let columns = columns.baseAddress else { return }
        change(span, taps: columns + first, line: line, start: start)
      }
    }
  }

  /// The map at a native row, from column `start` of the map on; columns outside repeat the border.
  private func interpolate(_ row: Int, start: Int, count: Int, into line: UnsafeMutablePointer<SIMD4<Float>>) {
    let tap = BicubicTap(pixel: row, of: part.height, from: map.height)
    let terms = map.terms.count
    func rowStart(_ index: Int) -> Int { min(max(tap.first + index, 0), map.height - 1) * map.width * terms }
    let (a, b, c, d) = (rowStart(0), rowStart(1), rowStart(2), rowStart(3))
    map.vectors.withUnsafeBufferPointer { vectors in
      for column in 0..<count {
        let source = min(max(start + column, 0), map.width - 1) * terms
        for at in source..<source + terms {
          let upper = vectors[a + at] * tap.weights.x + vectors[b + at] * tap.weights.y
          let lower = vectors[c + at] * tap.weights.z + vectors[d + at] * tap.weights.w
          (line + (column * terms + at - source)).initialize(to: upper + lower)
        }
      }
    }
  }

  private func change(
    _ span: PixelSpan, taps: UnsafePointer<BicubicTap>, line: UnsafePointer<SIMD4<Float>>, start: Int
  ) {
    let (clamps, count) = (map.clamps, map.terms.count)
    for i in 0..<span.count {
      let colour = SIMD4(span.red[i], span.green[i], span.blue[i], 0)
      let node = line + (taps[i].first &- start) &* count
      let result: SIMD4<Float>
      switch map.terms {
      case .affine: result = Self.affine(node, weights: taps[i].weights, colour: colour)
      case .polynomial(let scale, let offset):
        result = Self.polynomial(node, weights: taps[i].weights, colour: colour * scale + offset)
      }
      let limited = clamps ? result.clamped(lowerBound: .zero, upperBound: .one) : result
      let changed = colour + (limited - colour) * result.w
      (span.red[i], span.green[i], span.blue[i]) = (changed.x, changed.y, changed.z)
    }
  }

  @inline(__always)
  private static func affine(
    _ node: UnsafePointer<SIMD4<Float>>, weights: SIMD4<Float>, colour: SIMD4<Float>
  ) -> SIMD4<Float> {
    @inline(__always) func at(_ tap: Int) -> SIMD4<Float> {
      let place = node + 4 &* tap
      return (place[0] * colour.x + place[1] * colour.y) + (place[2] * colour.z + place[3])
    }
    return (at(0) * weights.x + at(1) * weights.y) + (at(2) * weights.z + at(3) * weights.w)
  }

  @inline(__always)
  private static func polynomial(
    _ node: UnsafePointer<SIMD4<Float>>, weights: SIMD4<Float>, colour: SIMD4<Float>
  ) -> SIMD4<Float> {
    let terms = PixelwiseTransform.polynomialTerms
    var result = SIMD4<Float>.zero
    for tap in 0..<4 {
      var sum = SIMD4<Float>.zero
      for (index, term) in terms.enumerated() {
        // The attention is not multiplied with the last term.
        let factor = colour[term.0] * (term.1.map { colour[$0] } ?? 1)
        sum += node[tap &* terms.count &+ index] * SIMD4(factor, factor, factor, 1)
      }
      result += sum * weights[tap]
    }
    return result
  }
}
