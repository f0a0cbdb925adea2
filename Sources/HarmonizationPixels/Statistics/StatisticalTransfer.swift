/// The published ways of giving one region the colours of another; iHarmony4 was made with these four.
public enum StatisticalTransfer: String, Sendable, CaseIterable, Codable {
  /// Mean and standard deviation in l-alpha-beta. Reinhard, Ashikhmin, Gooch, Shirley, "Color transfer between images", IEEE CG&A 2001.
  case reinhard
  /// Mean and covariance in RGB through principal axes. Xiao, Ma, "Color transfer in correlated color space", VRCIA 2006.
  case xiaoMa
  /// Mean and covariance in RGB with the least displacement. Pitié, Kokaram, "The linear Monge-Kantorovitch linear colour
  /// mapping for example-based colour transfer", CVMP 2007.
  case mongeKantorovich
  /// Cumulative histograms of Y, Cb and Cr. Fecker, Barkowsky, Kaup, "Histogram-based prefiltering for luminance and
  /// chrominance compensation of multiview video", IEEE TCSVT 2008.
  case histogramMatching
}

extension StatisticalTransfer {
  /// The map that gives a region with statistics `source` the statistics `reference`; the identity where they are equal.
  public func map(from source: ForegroundStatistics, to reference: ForegroundStatistics) -> ColourMap {
    switch self {
    case .reinhard: reinhardMap(source, reference)
    case .xiaoMa: xiaoMaMap(source, reference)
    case .mongeKantorovich: mongeKantorovichMap(source, reference)
    case .histogramMatching: histogramMatchingMap(source, reference)
    }
  }
}

/// Variance of rounding to 8 bits. Added to every variance, it keeps flat regions from being stretched without bound.
let quantizationVariance = 1.0 / (255 * 255 * 12)

/// The same at a middle grey in squared octaves, for logarithms.
private let logVariance = 1e-5

/// Reinhard et al. 2001, equations 10 and 11: every axis of l-alpha-beta is scaled and shifted by itself.
private func reinhardMap(_ source: ForegroundStatistics, _ reference: ForegroundStatistics) -> ColourMap {
  let rotation = ColourSpaces.lAlphaBetaFromLogLMS
  func deviations(_ moments: ColourMoments) -> SIMD3<Double> {
    (rotation * moments.covariance * rotation.transposed).diagonal.map { (max($0, 0) + logVariance).squareRoot() }
  }
  let gains = deviations(reference.logLMS) / deviations(source.logLMS)
  let matrix = rotation.transposed * Matrix3(diagonal: gains) * rotation
  let affine = AffineMap(matrix: matrix, taking: source.logLMS.mean, to: reference.logLMS.mean)
  return ColourMap.logLMS.then(ColourMap([.affine(affine)])).then(.rgbFromLogLMS)
}

/// Xiao and Ma 2006, equation 5: into the source's principal axes, unit variance, the reference's variances and axes.
///
/// Eigenvectors have no sign; of the proper rotations that signs can make, the one that turns colours least is taken.
private func xiaoMaMap(_ source: ForegroundStatistics, _ reference: ForegroundStatistics) -> ColourMap {
  let from = regularized(source.rgb.covariance).symmetricEigen
  let to = regularized(reference.rgb.covariance).symmetricEigen
  let signs = [SIMD3(1.0, 1, 1), SIMD3(1, -1, -1), SIMD3(-1, 1, -1), SIMD3(-1, -1, 1)]
  func agreement(_ signs: SIMD3<Double>) -> Double {
    (to.vectors * Matrix3(diagonal: signs) * from.vectors.transposed).trace
  }
  let best = signs.max { agreement($0) < agreement($1) } ?? signs[0]
  let gains = best * (to.values / from.values).map { $0.squareRoot() }
  let matrix = to.vectors * Matrix3(diagonal: gains) * from.vectors.transposed
  return ColourMap([.affine(AffineMap(matrix: matrix, taking: source.rgb.mean, to: reference.rgb.mean))])
}

/// Pitié and Kokaram 2007, equation 15: the symmetric positive definite T with T Su T = Sv,
/// T = Su^-1/2 (Su^1/2 Sv Su^1/2)^1/2 Su^-1/2.
private func mongeKantorovichMap(_ source: ForegroundStatistics, _ reference: ForegroundStatistics) -> ColourMap {
  let from = regularized(source.rgb.covariance)
  let root = from.symmetricRoot()
  let inverseRoot = from.symmetricRoot(inverse: true)
  let middle = (root * regularized(reference.rgb.covariance) * root).symmetricRoot()
  let matrix = inverseRoot * middle * inverseRoot
  return ColourMap([.affine(AffineMap(matrix: matrix, taking: source.rgb.mean, to: reference.rgb.mean))])
}

private func regularized(_ covariance: Matrix3) -> Matrix3 {
  covariance + Matrix3(diagonal: SIMD3(repeating: quantizationVariance))
}

/// Fecker et al. 2008, section III: each level goes to the level with the same cumulative share in the reference.
private func histogramMatchingMap(_ source: ForegroundStatistics, _ reference: ForegroundStatistics) -> ColourMap {
  let curves = (0..<3).map { channel in
    let third = channel * 256..<(channel + 1) * 256
    return matchingCurve(from: Array(source.histograms[third]), to: Array(reference.histograms[third]))
  }
  guard let tables = ChannelCurves(curves[0], curves[1], curves[2]) else { return .identity }
  let toYCC = AffineMap(matrix: ColourSpaces.yccFromRGB, offset: ColourSpaces.chromaOffset)
  let toRGB = AffineMap(matrix: ColourSpaces.rgbFromYCC, taking: ColourSpaces.chromaOffset, to: SIMD3(0, 0, 0))
  return ColourMap([.affine(toYCC), .curves(tables), .affine(toRGB)])
}
