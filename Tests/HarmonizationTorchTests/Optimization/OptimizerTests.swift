import HarmonizationGraph
import TestSupport
import Testing

@testable import HarmonizationTorch

@Suite("Optimizers", .needsTorch)
struct OptimizerTests {
  private func store() throws -> ParameterStore {
    let graph = try Graph(name: "two") { builder in
      let image = builder.input("image", channels: 1, height: 2, width: 2)
      let near = conv(image, 1, kernel: 1, bias: false, at: Path() / "own")
      return [("images", conv(near, 1, kernel: 1, bias: false, at: (Path() / "backbone").learningRate(0.1)))]
    }
    return try ParameterStore(graph, dataType: .float64) { spec in
      try .from([spec.name.hasPrefix("own") ? 2.0 : 3.0], shape: spec.shape, dataType: .float64)
    }
  }

  /// Gives every weight the gradient `value`.
  private func setGradients(_ store: ParameterStore, _ value: Double) throws {
    try store.clearGradients()
    for entry in store.trainable { try entry.tensor.multiplied(by: value).sum().backward() }
  }

  private func weights(_ store: ParameterStore) throws -> [Double] {
    try store.trainable.map { try $0.tensor.doubles()[0] }
  }

  @Test("momentum: velocity and weight follow PyTorch's rule; a backbone has its own rate")
  func momentum() throws {
    let store = try store()
    let optimizer = try MomentumDescent(
      store, learningRate: 0.5, momentum: 0.9, weightDecay: 0.01, backboneMultiplier: 0.2)
    var expected = store.trainable.map { entry in
      (
        weight: entry.spec.name.hasPrefix("own") ? 2.0 : 3.0, rate: entry.spec.name.hasPrefix("own") ? 0.5 : 0.1,
        velocity: 0.0
      )
    }
    for gradient in [1.0, -0.5, 0.25] {
      try setGradients(store, gradient)
      try optimizer.update()
      for index in expected.indices {
        expected[index].velocity = 0.9 * expected[index].velocity + gradient + 0.01 * expected[index].weight
        expected[index].weight -= expected[index].rate * expected[index].velocity
      }
    }
    for (weight, other) in zip(try weights(store), expected) { #expect(abs(weight - other.weight) < 1e-12) }
    let copy = try self.store()
    let other = try MomentumDescent(copy, learningRate: 0.5)
    try other.restore(
      step: optimizer.step, state: Dictionary(optimizer.state.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 }))
    #expect(other.step == 3)
    #expect(throws: TorchError.self) { try other.restore(step: 1, state: [:]) }
  }

  @Test("AdamW shrinks weights by rate times decay before Adam's own step, which the penalty does not touch")
  func adamW() throws {
    let (plain, decaying) = (try store(), try store())
    let adam = try Adam(plain, learningRate: 0.1)
    let adamW = try Adam(decaying, learningRate: 0.1, weightDecay: 0.5, decouplesWeightDecay: true)
    for (store, optimizer) in [(plain, adam), (decaying, adamW)] {
      try setGradients(store, 0.7)
      try optimizer.update()
    }
    for (index, entry) in plain.trainable.enumerated() {
      let start = entry.spec.name.hasPrefix("own") ? 2.0 : 3.0
      let rate = 0.1 * entry.spec.learningRateMultiplier
      let moved = try weights(plain)[index] - start
      #expect(abs(try weights(decaying)[index] - (start * (1 - rate * 0.5) + moved)) < 1e-12)
    }
  }
}
