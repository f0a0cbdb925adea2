import Foundation
import Testing

@testable import HarmonizationData

@Suite("Tone adjustments")
struct ToneAdjustmentTests {
  let colours: [SIMD3<Float>] = [SIMD3(0.1, 0.2, 0.3), SIMD3(0.5, 0.5, 0.5), SIMD3(0.62, 0.41, 0.2), SIMD3(0, 0, 0)]

  private func close(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ tolerance: Float) -> Bool {
    let d = a - b
    return max(abs(d.x), abs(d.y), abs(d.z)) <= tolerance
  }

  @Test("the neutral adjustment changes nothing")
  func neutral() {
    let map = ToneAdjustment().map
    for colour in colours { #expect(close(map(colour), colour, 1e-6)) }
  }

  @Test("one stop doubles linear light")
  func exposure() {
    var tone = ToneAdjustment()
    tone.exposure = 1
    // sRGB 0.5 is 0.21404 in linear light; twice that encodes to 0.68586.
    #expect(close(tone.map(SIMD3(repeating: 0.5)), SIMD3(repeating: 0.68586), 2e-4))
    // Beyond white the encoding goes on: 2 encodes to 1.35326.
    #expect(close(tone.map(SIMD3(repeating: 1)), SIMD3(repeating: 1.35326), 2e-4))
  }

  @Test("temperature warms, tint greens, both keep black")
  func balance() {
    var tone = ToneAdjustment()
    tone.temperature = 1
    let warm = tone.map(SIMD3(repeating: 0.5))
    #expect(warm.x > 0.5 && abs(warm.y - 0.5) < 1e-5 && warm.z < 0.5)
    tone = ToneAdjustment()
    tone.tint = 0.6
    let green = tone.map(SIMD3(repeating: 0.5))
    #expect(green.y > 0.5 && green.x < 0.5 && green.z < 0.5)
    #expect(close(tone.map(SIMD3(repeating: 0)), SIMD3(repeating: 0), 1e-7))
  }

  @Test("saturation 0 is luma, 2 doubles the distance from it")
  func saturation() {
    var tone = ToneAdjustment()
    let colour = colours[2]
    let luma = 0.299 * colour.x + 0.587 * colour.y + 0.114 * colour.z
    tone.saturation = 0
    #expect(close(tone.map(colour), SIMD3(repeating: luma), 1e-6))
    tone.saturation = 2
    #expect(close(tone.map(colour), SIMD3(repeating: luma) + 2 * (colour - luma), 1e-6))
  }

  @Test("changes come alone and in every strength where the distribution says so")
  func sharesAndStrengths() {
    var random = CounterRandom(8)
    var distribution = ToneDistribution()
    (distribution.channelCurves, distribution.black, distribution.share) = (0.05, 0.05, 0.5)
    let tones = (0..<400).map { _ in distribution.draw(&random) }
    let kinds: [(ToneAdjustment) -> Bool] = [
      { $0.exposure == 0 }, { $0.temperature == 0 }, { $0.tint == 0 }, { $0.curve.isEmpty },
      { $0.channelCurves.isEmpty },
      { $0.black == 0 }, { $0.saturation == 1 },
    ]
    for isAbsent in kinds { #expect((150...250).contains(tones.filter(isAbsent).count)) }
    #expect(tones.contains { $0.exposure == 0 && $0.temperature != 0 })
    distribution.share = 0
    #expect(distribution.draw(&random) == ToneAdjustment())
    (distribution.share, distribution.strength) = (1, 0...1)
    let factors = (0..<400).map { _ in abs(distribution.draw(&random).exposure) }
    // Half of the range of strengths, and so about half the mean of a normal distribution cut at two deviations.
    let mean = factors.reduce(0, +) / 400
    #expect((0.22...0.34).contains(mean) && factors.contains { $0 < 0.01 })
  }

  @Test("half of a change is half of each of its numbers")
  func scaling() {
    var tone = ToneAdjustment()
    (tone.exposure, tone.temperature, tone.tint, tone.black, tone.saturation) = (1, -0.5, 0.2, 0.04, 0.6)
    (tone.curve, tone.channelCurves) = ([0.1, 0], [[0.1], [0], [-0.1]])
    let half = tone.scaled(by: 0.5)
    #expect((half.exposure, half.temperature, half.tint) == (0.5, -0.25, 0.1))
    #expect((half.black, half.saturation) == (0.02, 0.8))
    #expect(half.curve == [0.05, 0] && half.channelCurves == [[0.05], [0], [-0.05]])
    #expect(tone.scaled(by: 1) == tone)
    for colour in colours { #expect(close(tone.scaled(by: 0).map(colour), colour, 1e-6)) }
  }

  @Test("curves pass through their knots and rise everywhere, whatever the displacements")
  func monotone() {
    let curve = MonotoneCurve(displacements: [0.05, -0.03, 0.02])
    for (x, y) in [(0.0, 0.0), (0.25, 0.3), (0.5, 0.47), (0.75, 0.77), (1, 1)] { #expect(abs(curve(x) - y) < 1e-12) }
    var random = CounterRandom(4)
    for _ in 0..<200 {
      let wild = MonotoneCurve(displacements: (0..<4).map { _ in random.normal() })
      let values = (0...500).map { wild(Double($0) / 500) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
      #expect(values[0] == 0 && abs(values[500] - 1) < 1e-12)
    }
  }

  @Test("each channel's own curve moves that channel alone; a lifted black keeps white")
  func channelCurves() {
    var tone = ToneAdjustment()
    tone.channelCurves = [[0.1], [0], [-0.1]]
    #expect(close(tone.map(SIMD3(repeating: 0.5)), SIMD3(0.6, 0.5, 0.4), 1e-4))
    #expect(close(tone.map(SIMD3(repeating: 1)), SIMD3(repeating: 1), 1e-4))
    tone.channelCurves = []
    tone.black = 0.1
    #expect(close(tone.map(SIMD3(repeating: 0)), SIMD3(repeating: 0.1), 1e-6))
    #expect(close(tone.map(SIMD3(repeating: 0.5)), SIMD3(repeating: 0.55), 1e-4))
    #expect(close(tone.map(SIMD3(repeating: 1)), SIMD3(repeating: 1), 1e-4))
  }

  @Test("curves of the channels' own leave what is drawn besides them as it was")
  func drawing() {
    var (distribution, random) = (ToneDistribution(), CounterRandom(3))
    let plain = distribution.draw(&random)
    #expect(plain.channelCurves.isEmpty && plain.black == 0)
    (distribution.channelCurves, distribution.black) = (0.05, 0.05)
    random = CounterRandom(3)
    var coloured = distribution.draw(&random)
    #expect(coloured.channelCurves.map(\.count) == [3, 3, 3] && coloured.black != 0)
    #expect(coloured.channelCurves.joined().allSatisfy { abs($0) <= 0.1 } && abs(coloured.black) <= 0.1)
    (coloured.channelCurves, coloured.black) = ([], 0)
    #expect(coloured == plain)
  }
}
