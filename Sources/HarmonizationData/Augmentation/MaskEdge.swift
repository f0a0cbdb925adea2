import Foundation
import HarmonizationPixels

extension MaskEdgeDistribution {
  /// The mask with its edge roughened, or as it is with the probability 1 - `probability`.
  func roughened(_ mask: Raster<UInt8>, _ random: inout CounterRandom) -> Raster<UInt8> {
    guard random.chance(probability) else { return mask }
    let blurred = gaussianBlur(
      mask.samples, width: mask.width, height: mask.height, deviation: random.uniform(in: blur))
    let cut = Float(random.uniform(in: level))
    let gain = Float(random.uniform(in: slope))
    let noise = CoarseNoise(cells: 8, amplitude: Float(wobble), &random)
    var result = mask
    result.samples.withUnsafeMutableBufferPointer { output in
      for y in 0..<mask.height {
        let row = noise.row(at: Float(y) / Float(mask.height))
        for x in 0..<mask.width {
          let value = blurred[y * mask.width + x]
          // Far from the edge nothing happens, whatever the noise.
          guard value > 0, value < 1 else { continue }
          let level = min(max(cut + row.value(at: Float(x) / Float(mask.width)), 0.02), 0.98)
          output[y * mask.width + x] = UInt8(unit: (value - level) * gain + 0.5)
        }
      }
    }
    return result
  }
}

/// Bilinear noise on a grid, uniform in -amplitude...amplitude at its nodes.
private struct CoarseNoise {
  let cells: Int
  let nodes: [Float]

  init(cells: Int, amplitude: Float, _ random: inout CounterRandom) {
    self.cells = cells
    nodes = (0..<(cells + 1) * (cells + 1)).map { _ in Float(random.uniform(in: -1...1)) * amplitude }
  }

  /// One line through the grid at `y` in 0..<1.
  func row(at y: Float) -> Row {
    let position = y * Float(cells)
    let cell = min(max(Int(position), 0), cells - 1)
    let t = position - Float(cell)
    let (above, below) = (cell * (cells + 1), (cell + 1) * (cells + 1))
    return Row(nodes: (0...cells).map { nodes[above + $0] * (1 - t) + nodes[below + $0] * t })
  }

  struct Row {
    let nodes: [Float]

    func value(at x: Float) -> Float {
      let position = x * Float(nodes.count - 1)
      let cell = min(max(Int(position), 0), nodes.count - 2)
      let t = position - Float(cell)
      return nodes[cell] * (1 - t) + nodes[cell + 1] * t
    }
  }
}

/// Separable Gaussian blur of an 8-bit plane to 0...1, cut at three deviations, edges repeated.
func gaussianBlur(_ plane: [UInt8], width: Int, height: Int, deviation: Double) -> [Float] {
  let radius = max(1, Int((3 * deviation).rounded(.up)))
  let raw = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
  let kernel = raw.map { Float($0 / raw.reduce(0, +)) }
  var rows = [Float](repeating: 0, count: plane.count)
  var padded = [Float](repeating: 0, count: width + 2 * radius)
  for y in 0..<height {
    for x in 0..<padded.count { padded[x] = plane[y * width + min(max(x - radius, 0), width - 1)].unit }
    rows.withUnsafeMutableBufferPointer { rows in
      padded.withUnsafeBufferPointer { padded in
        for (k, weight) in kernel.enumerated() {
          for x in 0..<width { rows[y * width + x] += weight * padded[x + k] }
        }
      }
    }
  }
  var result = [Float](repeating: 0, count: plane.count)
  result.withUnsafeMutableBufferPointer { result in
    rows.withUnsafeBufferPointer { rows in
      for y in 0..<height {
        for (k, weight) in kernel.enumerated() {
          let source = min(max(y + k - radius, 0), height - 1) * width
          for x in 0..<width { result[y * width + x] += weight * rows[source + x] }
        }
      }
    }
  }
  // Sums of weights may miss 1 by rounding; inside the mask it must be 1 exactly.
  return result.map { $0 > 1 - 1e-4 ? 1 : $0 < 1e-4 ? 0 : $0 }
}
