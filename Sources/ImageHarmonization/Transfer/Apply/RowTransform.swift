/// Applies a transfer to the rows of one region: holds what rows share and the scratch that they reuse.
struct RowTransform {
  private let region: TransferRegion
  private let channels: Int
  private let strength: Float
  private let grid: CoefficientGrid
  private let taps: ColumnTaps
  /// The grid interpolated to the present row.
  private var vectors: [SIMD4<Float>]
  /// Strength times mask per column.
  private var weights: [Float]
  /// The colours of a run of pixels, short enough to stay in the first-level cache.
  private var colours = [SIMD4<Float>](repeating: .one, count: runLength)

  private static let runLength = 256

  init(grid: CoefficientGrid, region: TransferRegion, channels: Int, strength: Float) {
    self.region = region
    self.channels = channels
    self.strength = strength
    self.grid = grid
    taps = ColumnTaps(
      shape: grid.shape, columns: region.x..<(region.x + region.width), imageWidth: region.imageWidth)
    vectors = Array(repeating: .zero, count: grid.rowLength)
    weights = Array(repeating: 0, count: region.width)
  }

  /// Writes row `row` of the region: `pixels` changed where the mask is positive, copied elsewhere.
  ///
  /// The pointers hold `width * channels`, `width` and `width * channels` samples; `result` may be `pixels`.
  mutating func transform<Sample: TransferSample, Weight: TransferSample>(
    row: Int, _ pixels: UnsafePointer<Sample>, _ mask: UnsafePointer<Weight>, into result: UnsafeMutablePointer<Sample>
  ) {
    if UnsafePointer(result) != pixels { result.update(from: pixels, count: region.width * channels) }
    let used = loadWeights(mask)
    guard !used.isEmpty else { return }
    vectors.withUnsafeMutableBufferPointer { vectors in
      guard let vectors = vectors.baseAddress else { return }
      grid.interpolate(row: region.y + row, of: region.imageHeight, for: taps, used: used, into: vectors)
    }
    for start in stride(from: used.lowerBound, to: used.upperBound, by: Self.runLength) {
      let count = min(Self.runLength, used.upperBound - start)
      load(result + start * channels, count: count)
      changeColours(from: start, count: count)
      store(result + start * channels, from: start, count: count)
    }
  }

  /// Fills the weights and returns the columns from the first to the last positive one.
  @_specialize(where Weight == UInt8)
  @_specialize(where Weight == UInt16)
  @_specialize(where Weight == Float)
  private mutating func loadWeights<Weight: TransferSample>(_ mask: UnsafePointer<Weight>) -> Range<Int> {
    let strength = strength
    return weights.withUnsafeMutableBufferPointer { weights in
      for x in 0..<weights.count {
        let value = mask[x].unitValue
        // NaN compares false and counts as background.
        weights[x] = value > 0 ? (value < 1 ? value : 1) * strength : 0
      }
      guard let first = weights.firstIndex(where: { $0 > 0 }), let last = weights.lastIndex(where: { $0 > 0 })
      else { return 0..<0 }
      return first..<(last + 1)
    }
  }

  @_specialize(where Sample == UInt8)
  @_specialize(where Sample == UInt16)
  @_specialize(where Sample == Float)
  private mutating func load<Sample: TransferSample>(_ pixels: UnsafePointer<Sample>, count: Int) {
    let channels = channels
    colours.withUnsafeMutableBufferPointer { colours in
      var sample = pixels
      for x in 0..<count {
        colours[x] = SIMD4(sample[0].unitValue, sample[1].unitValue, sample[2].unitValue, 1)
        sample += channels
      }
    }
  }

  private mutating func changeColours(from start: Int, count: Int) {
    let (taps, levels) = (taps, grid.shape.levels)
    taps.taps.withUnsafeBufferPointer { columns in
      vectors.withUnsafeBufferPointer { vectors in
        weights.withUnsafeBufferPointer { weights in
          colours.withUnsafeMutableBufferPointer { colours in
            guard let columns = columns.baseAddress, let vectors = vectors.baseAddress,
              let weights = weights.baseAddress, let colours = colours.baseAddress
            else { return }
            PixelKernel(vectors, taps, levels: levels)
              .transform(colours, columns: columns + start, weights: weights + start, count: count)
          }
        }
      }
    }
  }

  @_specialize(where Sample == UInt8)
  @_specialize(where Sample == UInt16)
  @_specialize(where Sample == Float)
  private func store<Sample: TransferSample>(_ pixels: UnsafeMutablePointer<Sample>, from start: Int, count: Int) {
    colours.withUnsafeBufferPointer { colours in
      weights.withUnsafeBufferPointer { weights in
        var sample = pixels
        for x in 0..<count {
          if weights[start + x] > 0 {
            sample[0] = Sample(transferred: colours[x].x)
            sample[1] = Sample(transferred: colours[x].y)
            sample[2] = Sample(transferred: colours[x].z)
          }
          sample += channels
        }
      }
    }
  }
}
