import Foundation
import HarmonizationPixels

extension ColourTable {
  /// Fits one function of colour to what a method did, by weighted least squares: smooth, drawn towards no change, so that colours
  /// that the foreground does not have change as the nearest ones do, and less with distance.
  ///
  /// What differs between places is averaged; ``fidelity`` says how much was lost.
  ///
  /// - Parameters:
  ///   - input: what the method saw: sRGB, 0...1, [height, width, 3].
  ///   - output: what it gave, same shape; it may overshoot 0...1 a little.
  ///   - mask: the soft mask at that size, 0...1. Only pixels with a positive mask count.
  ///   - size: nodes along each axis, in ``sizes``.
  /// - Throws: ``TransferError`` if shapes differ, a sample is not finite, the mask is empty or the size is out of range.
  public init(
    fitting input: Raster<Float>, output: Raster<Float>, mask: Raster<Float>, size: Int = ColourTable.standardSize
  ) throws(TransferError) {
    guard Self.sizes.contains(size) else {
      throw .invalidParameter(name: "size", value: "\(size)", allowed: "2...129")
    }
    let samples = try FitSamples(input: input, output: output, mask: mask)
    // Coarse to fine: what a coarse table says is what a fine one starts from, also where nothing was seen.
    var sizes = [size]
    while let last = sizes.last, last > 5 { sizes.append((last + 1) / 2) }
    var table = ColourTable.identity
    for size in sizes.reversed() {
      let start = table
      let fit = TableFit(samples, size: size)
      table = ColourTable(
        size: size, lower: .zero, upper: .one,
        changes: fit.solved(from: ColourTable(size: size) { start($0) }.changes))
    }
    self = table.withFidelity(table.fidelity(from: input, to: output, mask: mask))
  }
}

extension ColourTable {
  /// The signal-to-noise ratio in dB, with peak 1, of what the table makes of a picture's foreground; nil without a foreground.
  ///
  /// - Parameters:
  ///   - input: the picture, RGB in 0...1.
  ///   - output: what it should become, blended by the mask.
  ///   - mask: 1 in the foreground.
  private func fidelity(from input: Raster<Float>, to output: Raster<Float>, mask: Raster<Float>) -> Double? {
    guard let changed = try? input.changed(by: self, mask: mask), output.samples.count == changed.samples.count else {
      return nil
    }
    var (sum, area) = (0.0, 0.0)
    for (pixel, weight) in mask.samples.enumerated() where weight > 0 {
      for sample in 3 * pixel..<3 * pixel + 3 {
        let difference = min(max(output.samples[sample], 0), 1) - changed.samples[sample]
        sum += Double(weight * difference * difference)
      }
      area += 3 * Double(weight)
    }
    // Beyond 100 dB it is rounding alone.
    return area > 0 ? 10 * log10(area / max(sum, area * 1e-10)) : nil
  }
}

/// The equations of a table: for each pixel, that its four nodes give its change; between neighbouring nodes, that they change
/// alike; for each node, that it does not change. Solved by conjugate gradients.
private struct TableFit {
  private typealias Vector = [SIMD4<Float>]

  private let size: Int
  private let count: Int
  private var pixels: [Tetrahedron] = []
  private var targets: Vector = []
  /// What a difference between neighbours, and a change, count in pixels.
  private let smoothness: Float
  private let calm: Float

  /// A pixel between four nodes.
  private struct Tetrahedron {
    var nodes: SIMD4<Int32>
    var shares: SIMD4<Float>
    var weight: Float
  }

  /// Colours this far from all that was seen change by a third of what the nearest do.
  private static let reach: Float = 0.3

  init(_ samples: FitSamples, size: Int) {
    self.size = size
    count = size * size * size
    let cell = 1 / Float(size - 1)
    // The energy of a membrane: a finer lattice has more pairs of neighbours, each with a smaller difference.
    smoothness = 10 * cell
    calm = smoothness * (cell / Self.reach) * (cell / Self.reach)
    for y in 0..<samples.height {
      for x in 0..<samples.width {
        let weight = samples.weight(x: x, y: y)
        guard weight > 0 else { continue }
        pixels.append(Self.tetrahedron(samples.colour(x: x, y: y), size: size, weight: weight))
        targets.append(samples.change(x: x, y: y))
      }
    }
  }

  private static func tetrahedron(_ colour: SIMD4<Float>, size: Int, weight: Float) -> Tetrahedron {
    let position = colour * Float(size - 1)
    var cell = SIMD4<Int32>(position, rounding: .down)
    cell = cell.clamped(lowerBound: .zero, upperBound: .init(repeating: Int32(size - 2)))
    let part = position - SIMD4<Float>(cell)
    let strides = [1, Int32(size), Int32(size * size)]
    let axes = [0, 1, 2].sorted { part[$0] > part[$1] }
    let first = cell.x + cell.y * strides[1] + cell.z * strides[2]
    let (second, third) = (first + strides[axes[0]], first + strides[axes[0]] + strides[axes[1]])
    let (most, middle, least) = (part[axes[0]], part[axes[1]], part[axes[2]])
    return Tetrahedron(
      nodes: SIMD4(first, second, third, first + strides[0] + strides[1] + strides[2]),
      shares: SIMD4(1 - most, most - middle, middle - least, least), weight: weight)
  }

  func solved(from start: [SIMD4<Float>]) -> [SIMD4<Float>] {
    var solution = start
    let product = applied(to: solution)
    var residual = zip(rightSide(), product).map { $0 - $1 }
    var direction = residual
    var size = dot(residual, residual)
    let goal = size.sum() * 1e-6
    for _ in 0..<40 where size.sum() > goal {
      let image = applied(to: direction)
      let step = quotient(size, dot(direction, image))
      for i in 0..<count {
        solution[i] += step * direction[i]
        residual[i] -= step * image[i]
      }
      let next = dot(residual, residual)
      let share = quotient(next, size)
      for i in 0..<count { direction[i] = residual[i] + share * direction[i] }
      size = next
    }
    return solution
  }

  private func rightSide() -> Vector {
    var sums = Vector(repeating: .zero, count: count)
    for (pixel, target) in zip(pixels, targets) {
      for corner in 0..<4 { sums[Int(pixel.nodes[corner])] += target * (pixel.weight * pixel.shares[corner]) }
    }
    return sums
  }

  /// The product with the matrix of the normal equations.
  private func applied(to vector: Vector) -> Vector {
    var result = vector.map { $0 * calm }
    for pixel in pixels {
      var value = SIMD4<Float>.zero
      for corner in 0..<4 { value += vector[Int(pixel.nodes[corner])] * pixel.shares[corner] }
      value *= pixel.weight
      for corner in 0..<4 { result[Int(pixel.nodes[corner])] += value * pixel.shares[corner] }
    }
    for stride in [1, size, size * size] {
      for node in 0..<count where node / stride % size < size - 1 {
        let difference = (vector[node] - vector[node + stride]) * smoothness
        result[node] += difference
        result[node + stride] -= difference
      }
    }
    return result
  }

  private func dot(_ a: Vector, _ b: Vector) -> SIMD4<Float> {
    var sum = SIMD4<Double>.zero
    for i in 0..<count { sum += SIMD4<Double>(a[i] * b[i]) }
    return SIMD4<Float>(sum)
  }

  private func quotient(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    (a / b).replacing(with: 0, where: b .<= 0)
  }
}
