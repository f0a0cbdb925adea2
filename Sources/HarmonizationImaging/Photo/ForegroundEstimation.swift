import Foundation
import HarmonizationPixels

/// The foreground's own colours under a soft edge, freed from the background that the cut-out was taken from.
///
/// Every pixel of a cut-out is `alpha F + (1 - alpha) B` of an unknown foreground F and background B. Both are estimated as the
/// smoothest that explain the pixels, smoother where alpha is even, from one pixel up to the full size (Germer, Uelwer, Conrad,
/// Harmeling: Fast Multi-Level Foreground Estimation, ICPR 2020).
struct ForegroundEstimation {
  /// The paper's parameters.
  private static let regularization: Float = 1e-5
  private static let gradientWeight: Float = 1
  private static let smallSide = 32
  private static let (smallSweeps, largeSweeps) = (10, 2)

  private let colours: Raster<Float>
  private let alpha: Raster<Float>

  /// - Parameter cutout: Red, green, blue and opacity, 16 bit, not premultiplied.
  init(_ cutout: Raster<UInt16>) {
    let count = cutout.width * cutout.height
    var colours = [Float](repeating: 0, count: 3 * count)
    var alpha = [Float](repeating: 0, count: count)
    for pixel in 0..<count {
      for channel in 0..<3 { colours[3 * pixel + channel] = cutout.samples[4 * pixel + channel].unit }
      alpha[pixel] = cutout.samples[4 * pixel + 3].unit
    }
    self.colours = Raster(width: cutout.width, height: cutout.height, channels: 3, unchecked: colours)
    self.alpha = Raster(width: cutout.width, height: cutout.height, channels: 1, unchecked: alpha)
  }

  /// The estimated foreground, 0...1.
  func foreground() -> Raster<Float> {
    var level = Level(
      Raster(width: 1, height: 1, channels: 3, repeating: 0), Raster(width: 1, height: 1, channels: 3, repeating: 0))
    var levels = 0
    while 1 << levels < max(alpha.width, alpha.height) { levels += 1 }
    for index in 0...levels {
      let share = levels == 0 ? 1 : Double(index) / Double(levels)
      func side(_ full: Int) -> Int { max(Int(pow(Double(full), share).rounded()), 1) }
      let (width, height) = index == levels ? (alpha.width, alpha.height) : (side(alpha.width), side(alpha.height))
      let (small, opacity) = (colours.sampled(width, height), alpha.sampled(width, height))
      level = Level(level.foreground.sampled(width, height), level.background.sampled(width, height))
      let sweeps = max(width, height) <= Self.smallSide ? Self.smallSweeps : Self.largeSweeps
      for _ in 0..<sweeps { level.sweep(small, opacity) }
    }
    return level.foreground
  }

  /// Foreground and background at one size.
  private struct Level {
    var foreground: Raster<Float>
    var background: Raster<Float>

    init(_ foreground: Raster<Float>, _ background: Raster<Float>) {
      (self.foreground, self.background) = (foreground, background)
    }

    /// Solves every pixel's two unknowns with its neighbours fixed (Gauss-Seidel).
    mutating func sweep(_ image: Raster<Float>, _ alpha: Raster<Float>) {
      let (width, height) = (image.width, image.height)
      for y in 0..<height {
        for x in 0..<width {
          let pixel = y * width + x
          let neighbours = [
            max(x - 1, 0) + y * width, min(x + 1, width - 1) + y * width, x + max(y - 1, 0) * width,
            x + min(y + 1, height - 1) * width,
          ]
          solve(pixel, neighbours: neighbours, image: image, alpha: alpha)
        }
      }
    }

    private mutating func solve(_ pixel: Int, neighbours: [Int], image: Raster<Float>, alpha: Raster<Float>) {
      let opacity = alpha.samples[pixel]
      // Under transparent pixels is not the old background but what a program put there, mostly black or white.
      let rest = opacity > 0 ? 1 - opacity : 0
      var a = opacity * opacity
      let b = opacity * rest
      var d = rest * rest
      var (f, g) = (SIMD3<Float>(repeating: 0), SIMD3<Float>(repeating: 0))
      for channel in 0..<3 {
        f[channel] = opacity * image.samples[3 * pixel + channel]
        g[channel] = rest * image.samples[3 * pixel + channel]
      }
      for neighbour in neighbours {
        let weight =
          ForegroundEstimation.regularization + ForegroundEstimation.gradientWeight
          * abs(opacity - alpha.samples[neighbour])
        a += weight
        d += weight
        for channel in 0..<3 {
          f[channel] += weight * foreground.samples[3 * neighbour + channel]
          g[channel] += weight * background.samples[3 * neighbour + channel]
        }
      }
      let determinant = a * d - b * b
      for channel in 0..<3 {
        foreground.samples[3 * pixel + channel] = Float(unit: (d * f[channel] - b * g[channel]) / determinant)
        background.samples[3 * pixel + channel] = Float(unit: (a * g[channel] - b * f[channel]) / determinant)
      }
    }
  }
}

extension Raster {
  /// At another size, by the nearest pixel.
  func sampled(_ newWidth: Int, _ newHeight: Int) -> Raster {
    var sampled: [Sample] = []
    sampled.reserveCapacity(newWidth * newHeight * channels)
    for y in 0..<newHeight {
      let row = min((2 * y + 1) * height / (2 * newHeight), height - 1)
      for x in 0..<newWidth {
        let column = min((2 * x + 1) * width / (2 * newWidth), width - 1)
        let start = (row * width + column) * channels
        sampled += samples[start..<start + channels]
      }
    }
    return Raster(width: newWidth, height: newHeight, channels: channels, unchecked: sampled)
  }
}
