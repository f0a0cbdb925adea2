/// Mean and covariance of a weighted cloud of three-vectors.
public struct ColourMoments: Sendable, Equatable, Codable {
  /// The weighted mean.
  public var mean: SIMD3<Double>
  /// The weighted covariance (divided by the sum of weights).
  public var covariance: Matrix3

  /// The moments with the given values.
  public init(mean: SIMD3<Double>, covariance: Matrix3) {
    self.mean = mean
    self.covariance = covariance
  }
}

/// What recolouring needs to know about the colours of a region; weights come from the mask.
public struct ForegroundStatistics: Sendable, Equatable, Codable {
  /// Sum of the mask, in pixels; above 0.
  public let weight: Double
  /// Moments of RGB, 0...1.
  public var rgb: ColourMoments
  /// Moments of log2(LMS + 1/256), the space in front of l-alpha-beta.
  public var logLMS: ColourMoments
  /// Shares of 256 levels for Y, then Cb, then Cr; each third sums to 1.
  public let histograms: [Float]
}

extension ForegroundStatistics {
  /// Measures a region of a picture in one pass.
  ///
  /// - Parameters:
  ///   - image: RGB.
  ///   - mask: as large as the image.
  ///   - region: the mask or its complement.
  ///   - stride: looks at every `stride`-th pixel only, for large pictures.
  /// - Returns: nil where the region is empty or the sizes differ.
  @_specialize(where Pixel == Float, Cover == Float)
  @_specialize(where Pixel == UInt8, Cover == UInt8)
  @_specialize(where Pixel == UInt8, Cover == Float)
  @_specialize(where Pixel == UInt16, Cover == Float)
  public init?<Pixel: PixelSample, Cover: PixelSample>(
    of image: Raster<Pixel>, mask: Raster<Cover>, _ region: MaskRegion = .foreground, stride: Int = 1
  ) {
    var rgb = MomentSums(pivot: 0.5)
    var log = MomentSums(pivot: -2)
    var histograms = [Float](repeating: 0, count: 3 * 256)
    let toLogLMS = ColourMap.logLMS
    forEachChunk(of: image, weightedBy: mask, region, stride: stride) { chunk in
      rgb.add(chunk)
      histograms.addLevels(of: chunk)
      toLogLMS.apply(to: chunk)
      log.add(chunk)
    }
    guard let rgbMoments = rgb.moments, let logMoments = log.moments else { return nil }
    weight = rgb.weight
    self.rgb = rgbMoments
    logLMS = logMoments
    let scale = Float(1 / rgb.weight)
    self.histograms = histograms.map { $0 * scale }
  }
}

extension ColourMap {
  /// RGB to logarithms of LMS.
  static let logLMS = ColourMap([
    .affine(AffineMap(matrix: ColourSpaces.lmsFromRGB)), .logarithm(offset: ColourSpaces.logOffset),
  ])

  /// The inverse of `logLMS`.
  static let rgbFromLogLMS = ColourMap([
    .exponential(offset: ColourSpaces.logOffset), .affine(AffineMap(matrix: ColourSpaces.rgbFromLMS)),
  ])
}

/// Running sums around a pivot near the mean, so that single precision within a chunk loses nothing that matters.
private struct MomentSums {
  let pivot: Float
  var weight = 0.0
  var first = SIMD3<Double>(0, 0, 0)
  /// Sums of products: rr, gg, bb and rg, rb, gb.
  var squares = SIMD3<Double>(0, 0, 0)
  var products = SIMD3<Double>(0, 0, 0)

  init(pivot: Float) { self.pivot = pivot }

  mutating func add(_ chunk: PixelChunk) {
    var sums: (Lanes, Lanes, Lanes, Lanes) = (.zero, .zero, .zero, .zero)
    var diagonal: (Lanes, Lanes, Lanes) = (.zero, .zero, .zero)
    var mixed: (Lanes, Lanes, Lanes) = (.zero, .zero, .zero)
    for i in 0..<chunk.groups {
      let w = chunk.weight[lanes: i]
      let (r, g, b) = (chunk.r[lanes: i] - pivot, chunk.g[lanes: i] - pivot, chunk.b[lanes: i] - pivot)
      let (wr, wg, wb) = (w * r, w * g, w * b)
      sums = (sums.0 + w, sums.1 + wr, sums.2 + wg, sums.3 + wb)
      diagonal = (diagonal.0 + wr * r, diagonal.1 + wg * g, diagonal.2 + wb * b)
      mixed = (mixed.0 + wr * g, mixed.1 + wr * b, mixed.2 + wg * b)
    }
    weight += Double(sums.0.sum())
    first += SIMD3(Double(sums.1.sum()), Double(sums.2.sum()), Double(sums.3.sum()))
    squares += SIMD3(Double(diagonal.0.sum()), Double(diagonal.1.sum()), Double(diagonal.2.sum()))
    products += SIMD3(Double(mixed.0.sum()), Double(mixed.1.sum()), Double(mixed.2.sum()))
  }

  var moments: ColourMoments? {
    guard weight > 0, weight.isFinite else { return nil }
    let m = first / weight
    let d = squares / weight - m * m
    let p = products / weight - SIMD3(m.x * m.y, m.x * m.z, m.y * m.z)
    let covariance = Matrix3(
      SIMD3(max(d.x, 0), p.x, p.y), SIMD3(p.x, max(d.y, 0), p.z), SIMD3(p.y, p.z, max(d.z, 0)))
    return ColourMoments(mean: m + Double(pivot), covariance: covariance)
  }
}

extension [Float] {
  /// Adds the weights of a chunk of RGB pixels to 3 x 256 levels of YCbCr.
  fileprivate mutating func addLevels(of chunk: PixelChunk) {
    let m = ColourSpaces.yccFromRGB
    let (y, cb, cr) = (SIMD3<Float>(m.rows.0) * 255, SIMD3<Float>(m.rows.1) * 255, SIMD3<Float>(m.rows.2) * 255)
    withUnsafeMutableBufferPointer { bins in
      for i in 0..<chunk.count {
        let (r, g, b, w) = (chunk.r[i], chunk.g[i], chunk.b[i], chunk.weight[i])
        bins[level(r * y.x + g * y.y + b * y.z + 0.5)] += w
        bins[256 + level(r * cb.x + g * cb.y + b * cb.z + 128)] += w
        bins[512 + level(r * cr.x + g * cr.y + b * cr.z + 128)] += w
      }
    }
  }
}

/// The level 0...255 that a value rounds down to; NaN is 0.
@inline(__always)
private func level(_ value: Float) -> Int { Int(min(max(0, value), 255)) }
