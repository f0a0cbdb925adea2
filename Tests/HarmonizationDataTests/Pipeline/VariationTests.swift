import Foundation
import HarmonizationImaging
import Testing

@testable import HarmonizationData

@Suite("Variations of photos before recolouring")
struct VariationTests {
  private let source = MemorySource(count: 6)

  private func sample(
    _ index: Int = 2, epoch: Int = 0, _ change: (inout RecolouringDistribution) -> Void
  ) throws -> PreparedSample {
    var distribution = RecolouringDistribution()
    change(&distribution)
    let recolourer = try Recolourer(distribution, references: .measuring(source))
    var augmentation = Augmentation.evaluation(size: 48)
    augmentation.keepBackground = 1
    return try SamplePipeline(source: source, augmentation: augmentation, recolourer: recolourer)
      .prepare(index, epoch: epoch)
  }

  @Test("an inverted mask recolours what was the background and leaves the object alone")
  func inverted() throws {
    let (plain, inverted) = (try sample { $0.inverted = 0 }, try sample { $0.inverted = 1 })
    #expect(zip(plain.mask.samples, inverted.mask.samples).allSatisfy { Int($0) + Int($1) == 255 })
    #expect(inverted.target == plain.target)
    var changed = 0
    for (i, level) in inverted.mask.samples.enumerated() {
      let pixel = 3 * i..<3 * i + 3
      let same = inverted.image.samples[pixel] == inverted.target.samples[pixel]
      if level == 0 { #expect(same) } else if !same { changed += 1 }
    }
    #expect(changed > plain.mask.samples.filter { $0 == 0 }.count / 2)
  }

  @Test("another look changes the whole photo, and the composite is made of the changed one")
  func look() throws {
    let (plain, other) = (try sample { $0.photoJitter = 0 }, try sample { $0.photoJitter = 1 })
    #expect(other.mask == plain.mask && other.target != plain.target)
    for (i, level) in other.mask.samples.enumerated() where level == 0 {
      #expect(other.image.samples[3 * i..<3 * i + 3] == other.target.samples[3 * i..<3 * i + 3])
    }
    #expect(other.image != other.target)
  }

  @Test("another region is recoloured instead of the mask's, and only that one")
  func otherRegion() throws {
    var moved = 0
    for epoch in 0..<8 {
      let plain = try sample(epoch: epoch) { $0.otherRegion = 0 }
      let other = try sample(epoch: epoch) { ($0.otherRegion, $0.identityShare) = (1, 0) }
      #expect(other.target == plain.target)
      if other.mask != plain.mask { moved += 1 }
      for (i, level) in other.mask.samples.enumerated() where level == 0 {
        #expect(other.image.samples[3 * i..<3 * i + 3] == other.target.samples[3 * i..<3 * i + 3])
      }
    }
    #expect(moved > 0)
  }

  @Test("what is recoloured may reach beyond the mask, where the target keeps it, or end inside")
  func recolouredEdge() throws {
    func edged(_ level: Double, _ epoch: Int) throws -> (exact: PreparedSample, moved: PreparedSample) {
      let exact = try sample(epoch: epoch) { $0.identityShare = 0 }
      let moved = try sample(epoch: epoch) {
        $0.identityShare = 0
        ($0.edge.probability, $0.edge.blur, $0.edge.level, $0.edge.wobble) = (1, 3...3, level...level, 0)
        $0.edge.slope = 8...8
      }
      #expect(moved.mask == exact.mask)
      return (exact, moved)
    }
    var (beyond, inside) = (0, 0)
    for epoch in 0..<4 {
      let (exact, grown) = try edged(0.1, epoch)
      let (_, shrunk) = try edged(0.9, epoch)
      for (i, cover) in exact.mask.samples.enumerated() {
        let pixel = 3 * i..<3 * i + 3
        if cover == 0 {
          #expect(grown.target.samples[pixel] == grown.image.samples[pixel])
          #expect(exact.image.samples[pixel] == exact.target.samples[pixel])
          if grown.image.samples[pixel] != exact.target.samples[pixel] { beyond += 1 }
        } else if cover == 255 {
          #expect(grown.target.samples[pixel] == exact.target.samples[pixel])
          if shrunk.image.samples[pixel] == exact.target.samples[pixel],
            exact.image.samples[pixel] != exact.target.samples[pixel]
          {
            inside += 1
          }
        }
      }
    }
    #expect(beyond > 100 && inside > 100)
  }

  @Test("without variations everything is as before, and with them it depends on seed, epoch and sample alone")
  func determinism() throws {
    #expect(try sample { $0.inverted = 0 } == sample { $0.photoJitterTone = ToneDistribution() })
    func varied(_ epoch: Int) throws -> PreparedSample {
      try sample(epoch: epoch) { ($0.inverted, $0.photoJitter) = (0.5, 0.5) }
    }
    #expect(try varied(3) == varied(3))
    #expect(try varied(3) != varied(4))
  }

  @Test("probabilities outside 0...1 and looks beyond reason are refused by name")
  func validation() {
    for change in [
      { $0.inverted = 1.5 }, { $0.photoJitter = -0.1 }, { $0.otherRegion = 2 }, { $0.photoJitterTone.exposure = 9 },
      { $0.tone.black = 1 }, { $0.tone.share = -1 }, { $0.tone.strength = 0...3 }, { $0.edge.probability = 2 },
    ] as [(inout RecolouringDistribution) -> Void] {
      var distribution = RecolouringDistribution()
      change(&distribution)
      let error = #expect(throws: DataError.self) { try distribution.validate() }
      #expect("\(String(describing: error))".contains("recolouring."))
    }
  }
}
