extension ColourTable: PixelTransform {
  /// The new colour of one colour.
  public func callAsFunction(_ colour: SIMD3<Float>) -> SIMD3<Float> {
    var (red, green, blue, mask) = (colour.x, colour.y, colour.z, Float(1))
    withUnsafeMutablePointer(to: &red) { red in
      withUnsafeMutablePointer(to: &green) { green in
        withUnsafeMutablePointer(to: &blue) { blue in
          withUnsafePointer(to: &mask) { mask in
            apply(to: PixelSpan(x: 0, y: 0, count: 1, red: red, green: green, blue: blue, mask: mask))
          }
        }
      }
    }
    return SIMD3(red, green, blue)
  }

  /// Replaces the colours of a run by what the table makes of them.
  public func apply(to span: PixelSpan) {
    changes.withUnsafeBufferPointer { nodes in
      guard let nodes = nodes.baseAddress else { return }
      TetrahedralKernel(nodes, of: self).apply(to: span)
    }
  }
}

/// Tetrahedral interpolation of a run of pixels, in two passes over a few hundred of them: eight at a time, where each is in the
/// lattice and what its four nodes weigh; then one at a time, the four nodes, which are somewhere in memory.
private struct TetrahedralKernel {
  private let nodes: UnsafePointer<SIMD4<Float>>
  private let size: Int
  /// Nodes per unit of colour.
  private let scale: SIMD3<Float>
  private let lower: SIMD3<Float>
  private let upper: SIMD3<Float>
  /// Whether colours outside the domain are brought to its border before the change is added.
  private let limits: Bool

  /// Pixels at a time: short enough to stay in the first-level cache.
  fileprivate static var runLength: Int { 256 }

  /// A few hundred pixels, and what is worked out about them.
  fileprivate struct Run {
    let red, green, blue: UnsafeMutablePointer<Float>
    let count: Int
    /// The first of a pixel's four nodes, and how far behind it the second and third are; three planes.
    let offsets: UnsafeMutablePointer<Int32>
    /// What the four nodes weigh; four planes.
    let weights: UnsafeMutablePointer<Float>
  }

  init(_ nodes: UnsafePointer<SIMD4<Float>>, of table: ColourTable) {
    (self.nodes, size, lower, upper) = (nodes, table.size, table.lower, table.upper)
    scale = Float(table.size - 1) / (table.upper - table.lower)
    limits = !table.coversUnit
  }

  func apply(to span: PixelSpan) {
    let length = Self.runLength
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * length) { offsets in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * length) { weights in
        guard let offsets = offsets.baseAddress, let weights = weights.baseAddress else { return }
        for start in stride(from: 0, to: span.count, by: length) {
          let run = Run(
            red: span.red + start, green: span.green + start, blue: span.blue + start,
            count: min(length, span.count - start), offsets: offsets, weights: weights)
          if limits { limit(run) }
          locate(run)
          addChange(to: run)
        }
      }
    }
  }

  private func limit(_ run: Run) {
    for (channel, plane) in [run.red, run.green, run.blue].enumerated() {
      for i in 0..<run.count {
        let above = plane[i] > lower[channel] ? plane[i] : lower[channel]
        plane[i] = above < upper[channel] ? above : upper[channel]
      }
    }
  }

  @inline(__always)
  private func locate(_ run: Run) {
    let whole = run.count / 8
    for group in 0..<whole {
      locate((run.red[lanes: group], run.green[lanes: group], run.blue[lanes: group]), group: group, of: run)
    }
    guard whole * 8 < run.count else { return }
    var (r, g, b) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
    for i in whole * 8..<run.count { (r[i % 8], g[i % 8], b[i % 8]) = (run.red[i], run.green[i], run.blue[i]) }
    locate((r, g, b), group: whole, of: run)
  }

  @inline(__always)
  private func locate(
    _ colours: (red: SIMD8<Float>, green: SIMD8<Float>, blue: SIMD8<Float>), group: Int, of run: Run
  ) {
    let (r, g, b) = (cell(colours.red, 0), cell(colours.green, 1), cell(colours.blue, 2))
    let sr = SIMD8<Int32>(repeating: 1)
    let sg = SIMD8(repeating: Int32(truncatingIfNeeded: size))
    let sb = SIMD8(repeating: Int32(truncatingIfNeeded: size &* size))
    let (rg, gb, rb) = (r.part .>= g.part, g.part .>= b.part, r.part .>= b.part)
    // The axis along which the pixel is furthest into its cell comes first, the one along which it is least far last.
    let first = sb.replacing(with: sg, where: gb).replacing(with: sb.replacing(with: sr, where: rb), where: rg)
    let last = sr.replacing(with: sb, where: rb).replacing(with: sg.replacing(with: sb, where: gb), where: rg)
    let (high, low) = (greater(r.part, g.part), lesser(r.part, g.part))
    let (most, least) = (greater(high, b.part), lesser(low, b.part))
    let middle = greater(low, lesser(high, b.part))
    run.store(r.index &+ g.index &* sg &+ b.index &* sb, plane: 0, group: group)
    run.store(first, plane: 1, group: group)
    run.store(sr &+ sg &+ sb &- last, plane: 2, group: group)
    run.weights[lanes: group] = 1 - most
    (run.weights + Self.runLength)[lanes: group] = most - middle
    (run.weights + 2 * Self.runLength)[lanes: group] = middle - least
    (run.weights + 3 * Self.runLength)[lanes: group] = least
  }

  /// The node in front of each value, at most the last but one, and how far behind it the value is, 0...1. NaN is taken as the first.
  @inline(__always)
  private func cell(_ values: SIMD8<Float>, _ channel: Int) -> (index: SIMD8<Int32>, part: SIMD8<Float>) {
    let position = limited((values - lower[channel]) * scale[channel], 0, Float(size - 1))
    // Near 1.5 * 2^23 the spacing of floats is 1: the adder rounds.
    let rounded = ((position - 0.5) + 12_582_912) - 12_582_912
    let whole = lesser(rounded, SIMD8(repeating: Float(size - 2)))
    let index = unsafeBitCast(whole + 12_582_912, to: SIMD8<Int32>.self) &- SIMD8(repeating: 0x4B40_0000)
    return (index, position - whole)
  }

  @inline(__always)
  private func addChange(to run: Run) {
    let length = Self.runLength
    let (offsets, weights) = (run.offsets, run.weights)
    let opposite = 1 &+ size &+ size &* size
    for i in 0..<run.count {
      let node = nodes + Int(offsets[i])
      let near = node[0] * weights[i] + node[Int(offsets[length &+ i])] * weights[length &+ i]
      let third = node[Int(offsets[2 &* length &+ i])] * weights[2 &* length &+ i]
      let change = near + (third + node[opposite] * weights[3 &* length &+ i])
      run.red[i] += change.x
      run.green[i] += change.y
      run.blue[i] += change.z
    }
  }
}

extension TetrahedralKernel.Run {
  @inline(__always)
  fileprivate func store(_ lanes: SIMD8<Int32>, plane: Int, group: Int) {
    UnsafeMutableRawPointer(offsets + plane * TetrahedralKernel.runLength + group * 8).storeBytes(
      of: lanes, as: SIMD8<Int32>.self)
  }
}
