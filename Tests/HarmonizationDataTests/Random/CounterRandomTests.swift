import Testing

@testable import HarmonizationData

@Suite("Counter-based random numbers")
struct CounterRandomTests {
  @Test("the same key gives the same values, other keys and streams give others")
  func keys() {
    var a = CounterRandom(1, 2, 3)
    var b = CounterRandom(1, 2, 3)
    let values = (0..<8).map { _ in a.next() }
    #expect(values == (0..<8).map { _ in b.next() })
    let others = [
      CounterRandom(1, 3, 2), CounterRandom(1, 2, 4), CounterRandom(1, 2), a.stream(.geometry), a.stream(.order),
    ]
    #expect(
      Set(
        others.map {
          var r = $0; return r.next()
        } + [values[0]]
      ).count == others.count + 1)
  }

  @Test("a stream depends on the key, not on how much was drawn before")
  func streams() {
    var a = CounterRandom(7)
    var before = a.stream(.recolouring)
    _ = a.next()
    var after = a.stream(.recolouring)
    #expect(before.next() == after.next())
  }

  @Test("uniform and normal numbers have the right moments, also across keys")
  func moments() {
    let uniform = (0..<20_000).map { key in
      var r = CounterRandom(5, UInt64(key))
      return r.uniform()
    }
    let mean = uniform.reduce(0, +) / 20_000
    #expect(abs(mean - 0.5) < 0.01)
    #expect(abs(uniform.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000 - 1.0 / 12) < 0.003)
    var r = CounterRandom(6)
    let normal = (0..<20_000).map { _ in r.normal() }
    #expect(abs(normal.reduce(0, +) / 20_000) < 0.03)
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / 20_000 - 1) < 0.05)
    #expect((0..<2000).allSatisfy { _ in abs(r.boundedNormal(deviation: 3)) <= 6 })
  }

  @Test("indices cover their range evenly; permutations hold every index once")
  func indices() {
    var r = CounterRandom(8)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[r.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) })
    let order = r.permutation(1000)
    #expect(order != Array(0..<1000))
    #expect(order.sorted() == Array(0..<1000))
    #expect(r.permutation(0) == [] && r.index(below: 0) == 0)
  }

  @Test("weighted indices follow their weights")
  func weights() {
    var r = CounterRandom(9)
    var counts = [0, 0, 0]
    for _ in 0..<4000 { counts[r.index(weights: [1, 0, 3]) ?? 1] += 1 }
    #expect(counts[1] == 0)
    #expect(abs(Double(counts[2]) / 4000 - 0.75) < 0.03)
    #expect(r.index(weights: [0, 0]) == nil)
  }
}
