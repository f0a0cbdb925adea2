import Testing

@testable import HarmonizationGraph

@Suite("State-dictionary order")
struct RegistrationTests {
  private func names(_ body: (Value, Path) -> Value) throws -> [String] {
    try Graph(name: "test") { builder in
      [("y", body(builder.input("x", channels: 2, height: 4, width: 4), Path()))]
    }.parameters.map(\.name)
  }

  @Test("Children come in order of first use, depth first")
  func firstUse() throws {
    let names = try names { x, path in
      let a = conv(x, 2, kernel: 1, bias: false, at: path / "a" / 0)
      let b = conv(a, 2, kernel: 1, bias: false, at: path / "b")
      return conv(b, 2, kernel: 1, bias: false, at: path / "a" / 1)
    }
    #expect(names == ["a.0.weight", "a.1.weight", "b.weight"])
  }

  @Test("A declared order wins over first use, only where it is declared")
  func declared() throws {
    let names = try names { x, path in
      let path = path.registering("late", "early")
      let a = conv(x, 2, kernel: 1, bias: false, at: path / "early" / "z")
      let b = conv(a, 2, kernel: 1, bias: false, at: path / "early" / "a")
      let c = conv(b, 2, kernel: 1, bias: false, at: path / "other")
      return conv(c, 2, kernel: 1, bias: false, at: path / "late")
    }
    #expect(names == ["late.weight", "early.z.weight", "early.a.weight", "other.weight"])
  }

  @Test("Learning-rate multipliers reach the whole subtree and can be set anew")
  func learningRates() throws {
    let graph = try Graph(name: "test") { builder in
      let x = builder.input("x", channels: 2, height: 4, width: 4)
      let slow = (Path() / "slow").learningRate(0.1)
      let y = conv(x, 2, kernel: 1, bias: false, at: slow / "deep" / 0)
      return [("y", conv(y, 2, kernel: 1, bias: false, at: (slow / "head").learningRate(1)))]
    }
    #expect(graph.parameters.map(\.learningRateMultiplier) == [0.1, 1])
  }

  @Test("The same name twice is refused")
  func duplicate() {
    #expect(throws: GraphError.duplicateParameter(name: "c.weight")) {
      try names { x, path in
        conv(conv(x, 2, kernel: 1, bias: false, at: path / "c"), 2, kernel: 1, bias: false, at: path / "c")
      }
    }
  }
}
