import Testing

@testable import HarmonizationTorch

/// Training in float64 against the reference implementation: losses, gradients, running statistics, step by step.
///
/// Four of these runs side by side hold 8 GB, so they go one after the other. The heaviest stop early in the ordinary run.
@Suite(.needsTorch, .serialized)
struct TrainingParityTests {
  /// Steps of networks that take many seconds for one in float64; `make test-long` makes all of the reference's.
  private static let quickSteps = [
    "deeplab_r34_idih256": 2, "hrnet18s_idih256": 2, "improved_ssam256": 1, "iseunetv1_256": 1,
  ]
  /// A step of ssam256 takes half a minute of computing; improved_ssam256 has all of its parts, dih256 its loss.
  private static let networks = TrainingFixture.names.filter { isLongRun || $0 != "ssam256" }

  @Test(arguments: networks)
  func matchesTheReference(name: String) throws {
    let fixture = try TrainingFixture.named(name)
    let material = try TrainingMaterial(fixture)
    let run = try TrainingRun(material, dataType: .float64)
    let steps = isLongRun ? fixture.losses.count : Self.quickSteps[name] ?? fixture.losses.count
    let losses = try run.losses(steps) { step in
      if step == 0 { try checkGradients(run) }
    }
    #expect(losses.count == steps)
    checkLosses(losses, fixture)
    if steps == fixture.losses.count { try checkBuffers(run) }
    if isLongRun { try reportDrift(material) }
  }

  private func checkGradients(_ run: TrainingRun) throws {
    let fixture = run.material.fixture
    let norms = try run.parameters.gradientNorms()
    #expect(norms.filter { $0.norm == nil }.map(\.name).sorted() == fixture.withoutGradient.sorted())
    #expect(norms.count == fixture.gradientNorms.count + fixture.withoutGradient.count)
    for (name, norm) in norms {
      guard let norm else { continue }
      let expected = try #require(fixture.gradientNorms[name])
      #expect(isClose(norm, expected), "\(name): \(norm), expected \(expected)")
    }
  }

  /// From this step on rounding decides. Proof: the reference itself in PyTorch in float64 misses the golden fifth loss by 5e-6
  /// and a statistic by 8e-5 (one thread, two, AVX2), and with weights changed by 1e-14 of themselves its fourth and fifth
  /// loss move by 6e-6 and 9e-6.
  private func firstChaoticStep(_ fixture: TrainingFixture) -> Int {
    fixture.network == "hrnet18s_idih256" ? 4 : .max
  }

  private func checkLosses(_ losses: [Double], _ fixture: TrainingFixture) {
    for (step, (ours, theirs)) in zip(losses, fixture.losses).enumerated() {
      let deviation = abs(ours - theirs) / abs(theirs)
      if step < firstChaoticStep(fixture) {
        #expect(deviation <= 1e-6, "step \(step)")
      } else {
        let close = deviation <= 1e-6
        withKnownIssue("rounding is magnified", isIntermittent: true) { #expect(close) }
        #expect(deviation <= 2e-5, "step \(step)")
      }
    }
  }

  private func checkBuffers(_ run: TrainingRun) throws {
    let fixture = run.material.fixture
    #expect(!fixture.bufferNorms.isEmpty)
    for (name, expected) in fixture.bufferNorms {
      let norm = try #require(run.parameters[name]).converted(to: .float64).norm().item()
      if fixture.losses.count <= firstChaoticStep(fixture) {
        #expect(isClose(norm, expected), "\(name): \(norm), expected \(expected)")
      } else {
        let close = isClose(norm, expected)
        withKnownIssue("rounding is magnified", isIntermittent: true) { #expect(close) }
        #expect(abs(norm - expected) <= max(2e-4 * abs(expected), 1e-9), "\(name): \(norm), expected \(expected)")
      }
    }
  }

  /// In float32 Adam turns rounding noise in near-zero gradients into full steps: reported, not judged.
  private func reportDrift(_ material: TrainingMaterial) throws {
    let expected = material.fixture.losses
    for precision in Precision.allCases {
      let losses = try TrainingRun(material, dataType: .float32, precision: precision).losses(expected.count)
      let drift = zip(losses, expected).map { abs($0 - $1) / abs($1) }.max() ?? 0
      print("\(material.fixture.network), float32, \(precision): losses drift by \(drift)")
      #expect(losses.allSatisfy { $0.isFinite })
    }
  }

  private func isClose(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= max(1e-5 * abs(expected), 1e-9)
  }
}
