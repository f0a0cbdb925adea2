import Testing

@testable import Torch

/// Training in float64 against the reference implementation: losses, gradients, running statistics, step by step.
///
/// Four of these runs side by side hold 8 GB, so they go one after the other.
@Suite(.needsTorch, .long, .serialized)
struct TrainingParityTests {
  @Test(arguments: TrainingFixture.names)
  func matchesTheReference(name: String) throws {
    let fixture = try TrainingFixture.named(name)
    let material = try TrainingMaterial(fixture)
    let run = try TrainingRun(material, dataType: .float64)
    let losses = try run.losses(fixture.losses.count) { step in
      if step == 0 { try checkGradients(run) }
    }
    checkLosses(losses, fixture)
    try checkBuffers(run)
    try reportDrift(material)
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

  /// From this step on rounding decides: hrnet18s_idih256 magnifies a relative change of 1e-15 in its weights to 2e-6 in
  /// the fifth loss, and PyTorch itself, running the reference on other processors, is as far from the golden number.
  private func firstChaoticStep(_ fixture: TrainingFixture) -> Int {
    fixture.network == "hrnet18s_idih256" ? 4 : .max
  }

  private func checkLosses(_ losses: [Double], _ fixture: TrainingFixture) {
    #expect(losses.count == fixture.losses.count)
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
