import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("Recolouring")
struct RecolouringTests {
  let photo = scene(31).bytes
  let mask = ellipse().bytes
  let brighter = ColourMap([.affine(AffineMap(matrix: .identity, offset: SIMD3(0.2, 0.2, 0.2)))])

  @Test("blends by mask and strength, rounds to the nearest level, leaves the background alone")
  func blending() throws {
    let composite = try Recolouring(photo: photo, mask: mask, map: brighter, strength: 0.5).composite
    for i in mask.samples.indices {
      for channel in 0..<3 {
        let exact = Double(photo.samples[3 * i + channel]) + 0.5 * 51 * Double(mask.samples[i]) / 255
        #expect(abs(Double(composite.samples[3 * i + channel]) - exact) <= 0.5001)
      }
      guard mask.samples[i] == 0 else { continue }
      #expect(composite.samples[3 * i..<3 * i + 3] == photo.samples[3 * i..<3 * i + 3])
    }
  }

  @Test("measures what it did")
  func measurement() throws {
    let m = try Recolouring(photo: photo, mask: mask, map: brighter).measurement
    #expect(m.area == Double(mask.samples.filter { $0 >= 128 }.count))
    #expect(abs(m.mse - 51 * 51) < 0.5)
    #expect(m.clippedShare == 0)
    #expect(abs(m.chroma - m.originalChroma) < 1e-5)
    #expect(abs(m.contrastGain - 1) < 0.02)
    let stretched = ColourMap([
      .affine(AffineMap(matrix: Matrix3(diagonal: SIMD3(2, 2, 2)), offset: SIMD3(-0.5, -0.45, -0.4)))
    ])
    let gain = try Recolouring(photo: photo, mask: mask, map: stretched).measurement.contrastGain
    #expect(abs(gain - 2) < 0.02)
  }

  @Test("pictures that do not fit are errors")
  func misfits() {
    #expect(throws: DataError.self) { try Recolouring(photo: photo, mask: ellipse(width: 63).bytes, map: .identity) }
    #expect(throws: DataError.self) { try Recolouring(photo: mask, mask: mask, map: .identity) }
  }

  @Test("a map full of numbers that are none still gives levels")
  func notANumber() throws {
    let broken = ColourMap([.affine(AffineMap(matrix: Matrix3(diagonal: SIMD3(repeating: .nan))))])
    #expect(try Recolouring(photo: photo, mask: mask, map: broken).composite.samples.count == photo.samples.count)
  }

  @Test("each rule rejects what it names and nothing milder")
  func limits() {
    let limits = RecolouringLimits()
    func rejection(_ change: (inout RecolouringMeasurement) -> Void) -> RecolouringRejection? {
      var m = RecolouringMeasurement()
      (m.area, m.mse, m.chroma, m.originalChroma) = (1000, 500, 0.2, 0.2)
      change(&m)
      return limits.rejection(of: m)
    }
    #expect(rejection { _ in } == nil)
    #expect(rejection { $0.mse = 49 } == .tooSimilar)
    #expect(rejection { $0.mse = 8001 } == .tooDifferent)
    #expect(rejection { $0.clippedShare = 0.26 } == .clipped)
    #expect(rejection { $0.contrastGain = 3.1 } == .contrastGained)
    #expect(rejection { $0.contrastGain = 0.3 } == .contrastLost)
    #expect(rejection { $0.chroma = 0.55 } == .overSaturated)
    #expect(rejection { ($0.chroma, $0.originalChroma) = (0.55, 0.6) } == nil)
    #expect(rejection { ($0.area, $0.mse) = (10, 0) } == nil)
  }
}

@Suite("Drawing recolourings")
struct RecolourerTests {
  let photos = (0..<6).map {
    scene(UInt64(40 + $0), centre: SIMD3(0.3 + 0.06 * Double($0), 0.45, 0.6 - 0.05 * Double($0))).bytes
  }
  let mask = ellipse().bytes

  private func library() -> ReferenceLibrary {
    let categories: [String?] = ["cat", "cat", "dog", "dog", "dog", nil]
    return ReferenceLibrary(statistics: photos.map { ForegroundStatistics(of: $0, mask: mask) }, categories: categories)
  }

  @Test("the same generator gives the same composite; results pass the limits and keep the background")
  func deterministic() throws {
    let recolourer = try Recolourer(RecolouringDistribution(), references: library())
    var methods = Set<RecolouringMethod>()
    for key in 0..<60 {
      var (a, b) = (CounterRandom(1, UInt64(key)), CounterRandom(1, UInt64(key)))
      let index = key % photos.count
      let result = try recolourer.recolour(photo: photos[index], mask: mask, index: index, random: &a)
      #expect(result == (try recolourer.recolour(photo: photos[index], mask: mask, index: index, random: &b)))
      guard let method = result.method, let measured = result.measurement else {
        #expect(result.composite == photos[index])
        continue
      }
      methods.insert(method)
      #expect(recolourer.distribution.limits.rejection(of: measured) == nil)
      #expect(
        mask.samples.indices.allSatisfy {
          mask.samples[$0] > 0 || result.composite.samples[3 * $0] == photos[index].samples[3 * $0]
        })
    }
    #expect(methods == Set(RecolouringMethod.allCases))
  }

  @Test("frequencies are followed")
  func frequencies() throws {
    var distribution = RecolouringDistribution()
    (distribution.identityShare, distribution.methods) = (0.25, [.tone: 1])
    (distribution.limits.minimumMSE, distribution.limits.minimumContrastGain) = (0, 0)
    let recolourer = try Recolourer(distribution, references: .empty)
    var untouched = 0
    for key in 0..<200 {
      var random = CounterRandom(2, UInt64(key))
      let result = try recolourer.recolour(photo: photos[0], mask: mask, index: -1, random: &random)
      if result.method == nil { untouched += 1 } else { #expect(result.method == .tone) }
    }
    #expect((30...70).contains(untouched))
  }

  @Test("references come from the category when asked and never from the photo itself")
  func references() throws {
    let library = library()
    var random = CounterRandom(3)
    for _ in 0..<100 {
      let peer = library.reference(for: 2, sameCategory: true, &random)
      #expect(peer == library.statistics[3] || peer == library.statistics[4])
      #expect(library.reference(for: 2, sameCategory: false, &random) != library.statistics[2])
    }
    let alone = ReferenceLibrary(statistics: [library.statistics[0]])
    #expect(alone.reference(for: 0, sameCategory: false, &random) == nil)
    #expect(ReferenceLibrary.empty.reference(for: 0, sameCategory: true, &random) == nil)
  }

  @Test("settings survive encoding, methods by name")
  func coding() throws {
    var distribution = RecolouringDistribution()
    (distribution.identityShare, distribution.strength, distribution.tone.knots) = (0.2, 0.3...0.9, 5)
    let decoded = try JSONDecoder().decode(RecolouringDistribution.self, from: JSONEncoder().encode(distribution))
    #expect(decoded == distribution)
    let text = String(decoding: try JSONEncoder().encode(distribution), as: UTF8.self)
    #expect(text.contains(#""reinhard":1"#))
  }

  @Test("distributions that are none are refused")
  func validation() {
    var distribution = RecolouringDistribution()
    distribution.identityShare = 1.5
    #expect(throws: DataError.self) { try Recolourer(distribution, references: .empty) }
    distribution = RecolouringDistribution()
    distribution.methods = [:]
    #expect(throws: DataError.self) { try Recolourer(distribution, references: .empty) }
  }
}
