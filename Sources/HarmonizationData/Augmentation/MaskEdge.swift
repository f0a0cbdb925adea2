import HarmonizationPixels

extension MaskEdgeDistribution {
  /// The mask with its edge roughened, or as it is with the probability 1 - `probability`.
  func roughened(_ mask: Raster<UInt8>, _ random: inout CounterRandom) -> Raster<UInt8> {
    guard random.chance(probability) else { return mask }
    let blurred = Blur(sigma: random.uniform(in: blur)).words(of: mask)
    let cut = Float(random.uniform(in: level))
    let gain = Float(random.uniform(in: slope))
    let noise = CoarseNoise(cells: 8, amplitude: Float(wobble), &random)
    var result = mask
    for y in 0..<mask.height {
      let row = noise.row(at: Float(y) / Float(mask.height))
      for x in 0..<mask.width {
        let word = blurred.samples[y * mask.width + x]
        // Far from the edge, less than 1 in 10,000 away from 0 or 1, nothing happens, whatever the noise.
        guard (7...65528).contains(word) else { continue }
        let value = word.unit
        let level = min(max(cut + row.value(at: Float(x) / Float(mask.width)), 0.02), 0.98)
        result.samples[y * mask.width + x] = UInt8(unit: (value - level) * gain + 0.5)
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
