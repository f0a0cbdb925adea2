import HarmonizationSupport
import Testing

@testable import HarmonizationCheckpoints

@Suite struct ConversionTests {
  #if !(os(macOS) && arch(x86_64))
    @Test func everyHalfHasItsValue() {
      for bits in UInt16.min...UInt16.max {
        let expected = Float(Float16(bitPattern: bits))
        let value = HalfPrecision.float(half: bits)
        guard value.isNaN && expected.isNaN || value.bitPattern == expected.bitPattern else {
          Issue.record("\(bits): \(value) instead of \(expected)")
          return
        }
      }
    }

    @Test func halvesRoundToNearestEven() {
      var generator = SplitMix64(seed: 1)
      for _ in 0..<200_000 {
        let value = Float(bitPattern: UInt32.random(in: 0...(.max), using: &generator))
        let near = Float(bitPattern: UInt32(0x3300_0000) + UInt32.random(in: 0..<0x1500_0000, using: &generator))
        for candidate in [value, near, -near] where !candidate.isNaN {
          guard HalfPrecision.half(candidate) == Float16(candidate).bitPattern else {
            Issue.record("\(candidate)")
            return
          }
        }
      }
      #expect(HalfPrecision.float(half: HalfPrecision.half(.nan)).isNaN)
    }

    @Test func doublesRoundOnceOnly() throws {
      // Just above the middle of two halves: rounding to Float32 first would lose what is above.
      let value = 1 + 0x1p-11 + 0x1p-40
      #expect(HalfPrecision.half(HalfPrecision.roundedToOdd(value)) == Float16(value).bitPattern)
      #expect(HalfPrecision.half(Float(value)) != Float16(value).bitPattern)
      var generator = SplitMix64(seed: 2)
      for _ in 0..<50_000 {
        let value = Double.random(in: -70000...70000, using: &generator) * Double.random(in: 0...1, using: &generator)
        #expect(HalfPrecision.half(HalfPrecision.roundedToOdd(value)) == Float16(value).bitPattern)
      }
    }
  #endif

  @Test func bfloatsRoundToNearestEven() {
    #expect(HalfPrecision.bfloat(1) == 0x3F80)
    #expect(HalfPrecision.bfloat(Float(bitPattern: 0x3F80_8000)) == 0x3F80)
    #expect(HalfPrecision.bfloat(Float(bitPattern: 0x3F81_8000)) == 0x3F82)
    #expect(HalfPrecision.bfloat(Float(bitPattern: 0x3F80_8001)) == 0x3F81)
    #expect(HalfPrecision.bfloat(-.infinity) == 0xFF80)
    #expect(HalfPrecision.float(bfloat: HalfPrecision.bfloat(.nan)).isNaN)
    for bits in UInt16.min...UInt16.max where !HalfPrecision.float(bfloat: bits).isNaN {
      guard HalfPrecision.bfloat(HalfPrecision.float(bfloat: bits)) == bits else {
        Issue.record("\(bits)")
        return
      }
    }
  }

  @Test func castsLeaveIntegersAlone() throws {
    let count = try CheckpointTensor(dataType: .int64, shape: []) { $0.storeBytes(of: 12345, as: Int64.self) }
    #expect(try count.cast(to: .float16) == count)
    let weight = try CheckpointTensor([1, 1.0009765625, -3], shape: [3])
    #expect(try weight.cast(to: .float16).floats() == [1, 1.0009765625, -3])
    #expect(try weight.cast(to: .bfloat16).floats() == [1, 1, -3])
    #expect(try weight.cast(to: .bfloat16).cast(to: .float32).dataType == .float32)
  }

  @Test func castsRefuseToMakeInfinities() throws {
    let state = StateDictionary([("variance", try CheckpointTensor([1, 1e6], shape: [2]))])
    let error = try #require(throws: CheckpointError.self) { try state.cast(to: .float16) }
    #expect(error.problem == .outOfRange(value: 1e6, precision: .float16))
    #expect(error.location == "tensor variance")
    #expect(try state.cast(to: .bfloat16)["variance"]?.floats()[0] == 1)
    let huge = StateDictionary([
      ("w", try CheckpointTensor(dataType: .float64, shape: []) { $0.storeBytes(of: -1e300, as: Double.self) })
    ])
    for precision in WeightPrecision.allCases {
      #expect(problem { try huge.cast(to: precision) } == .outOfRange(value: -1e300, precision: precision))
    }
    let infinite = try CheckpointTensor([.infinity], shape: [1])
    #expect(try infinite.cast(to: .float16).floats() == [.infinity])
  }

  @Test func shapesMustFit() {
    #expect(throws: CheckpointError.self) { try CheckpointTensor([1, 2], shape: [3]) }
    #expect(throws: CheckpointError.self) { try CheckpointTensor([1], shape: [-1, -1]) }
    #expect(throws: CheckpointError.self) { try CheckpointTensor([], shape: [0, .max, .max]) }
  }

  @Test func dictionariesKeepTheirOrder() throws {
    let one = try CheckpointTensor([1], shape: [])
    var state = StateDictionary([("a", one), ("b", one), ("c", one)])
    state["b"] = nil
    state["a"] = try CheckpointTensor([2], shape: [])
    state["d"] = one
    #expect(state.names == ["a", "c", "d"])
    #expect(state["a"]?.floats() == [2] && state["b"] == nil && state["d"] == one)
  }
}
