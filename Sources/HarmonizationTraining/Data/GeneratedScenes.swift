import Foundation
import HarmonizationData
import HarmonizationPixels

/// Simple scenes computed on the fly, so that training can be tried if there are no photos: a sky over a textured ground
/// with shaded objects, all under one light, one of the objects being the foreground.
///
/// What a network learns from them is to find the light in the background; it is not a substitute for photos.
public struct GeneratedScenes: SampleSource {
  /// The number of scenes.
  public let count: Int
  /// Sides in pixels.
  public let side: Int
  private let seed: UInt64

  /// `count` scenes of `side` x `side` pixels.
  public init(count: Int, side: Int = 288, seed: UInt64 = 0) {
    self.count = max(count, 0)
    self.side = max(side, 8)
    self.seed = seed
  }

  /// `scene-17`.
  public func name(at index: Int) -> String { "scene-\(index)" }

  /// Computes a scene; it has no composite, which is made by recolouring.
  public func sample(at index: Int) throws -> Sample {
    guard (0..<count).contains(index) else {
      throw TrainingError.data(path: "generated scenes", reason: "there is no scene \(index) of \(count)")
    }
    var scene = Scene(side: side, random: CounterRandom(seed, UInt64(index)))
    var sample = scene.sample(name: name(at: index))
    // Now and then the ball in front hides the foreground; then the next scene that the same numbers give is taken.
    while !sample.mask.samples.contains(where: { $0 > 127 }) { sample = scene.sample(name: name(at: index)) }
    return sample
  }
}

/// A scene in the making; colours are linear until they are stored.
private struct Scene {
  let side: Int
  var random: CounterRandom

  private struct Ball {
    var x, y, radius: Double
    var colour: SIMD3<Double>
    var stripes: Double
  }

  mutating func sample(name: String) -> Sample {
    let light = SIMD3(exp(0.35 * random.normal()), 1, exp(0.35 * random.normal())) * random.uniform(in: 0.45...1.1)
    let direction = random.uniform(in: 0...(2 * .pi))
    let sky = colour() * 0.5 + 0.4
    let ground = colour()
    let grain = random.uniform(in: 0.05...0.25)
    let balls = (0..<5).map { ball(minimumRadius: $0 == Self.foreground ? 0.16 : 0.08) }
    var target = Raster<UInt8>(width: side, height: side, channels: 3, repeating: 0)
    var mask = Raster<UInt8>(width: side, height: side, channels: 1, repeating: 0)
    let horizon = random.uniform(in: 0.3...0.6)
    for y in 0..<side {
      for x in 0..<side {
        let (u, v) = ((Double(x) + 0.5) / Double(side), (Double(y) + 0.5) / Double(side))
        let noise = 1 + grain * (random.uniform() - 0.5)
        var pixel = v < horizon ? sky * (1 - 0.4 * v / horizon) : ground * (0.5 + 0.5 * v) * noise
        for (index, ball) in balls.enumerated() {
          guard let (shade, cover) = shaded(ball, at: SIMD2(u, v), light: direction) else { continue }
          pixel += cover * (shade * noise - pixel)
          let old = Double(mask.samples[y * side + x])
          // Balls in front of the foreground hide it.
          mask.samples[y * side + x] = UInt8(index == Self.foreground ? 255 * cover : old * (1 - cover))
        }
        store(pixel * light, at: 3 * (y * side + x), in: &target)
      }
    }
    return Sample(name: name, composite: nil, target: target, mask: mask)
  }

  private mutating func colour() -> SIMD3<Double> {
    SIMD3(random.uniform(in: 0.05...0.9), random.uniform(in: 0.05...0.9), random.uniform(in: 0.05...0.9))
  }

  /// The ball, counted from the back, that is the foreground.
  private static let foreground = 3

  private mutating func ball(minimumRadius: Double) -> Ball {
    let stripes = random.chance(0.5) ? random.uniform(in: 8...40) : 0
    return Ball(
      x: random.uniform(in: 0.15...0.85), y: random.uniform(in: 0.25...0.85),
      radius: random.uniform(in: minimumRadius...0.28), colour: colour(), stripes: stripes)
  }

  /// Diffuse shading of a ball at a point, and how much of the point it covers; nil outside.
  private func shaded(_ ball: Ball, at point: SIMD2<Double>, light direction: Double) -> (SIMD3<Double>, Double)? {
    let (dx, dy) = ((point.x - ball.x) / ball.radius, (point.y - ball.y) / ball.radius)
    let distance = (dx * dx + dy * dy).squareRoot()
    let cover = min(max((1 - distance) * ball.radius * Double(side) + 0.5, 0), 1)
    guard cover > 0 else { return nil }
    let depth = max(1 - distance * distance, 0).squareRoot()
    let diffuse = 0.35 + 0.65 * max(0.6 * (dx * cos(direction) - abs(dy) * 0.3) + 0.7 * depth, 0)
    let stripe = ball.stripes > 0 && sin(ball.stripes * (point.x + point.y)) > 0 ? 0.6 : 1
    return (ball.colour * diffuse * stripe, cover)
  }

  /// Stores a linear colour in sRGB's encoding.
  private func store(_ colour: SIMD3<Double>, at offset: Int, in raster: inout Raster<UInt8>) {
    for channel in 0..<3 {
      raster.samples[offset + channel] = UInt8(
        (255 * SRGBCurve.encoded(min(max(colour[channel], 0), 1))).rounded())
    }
  }
}
