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
