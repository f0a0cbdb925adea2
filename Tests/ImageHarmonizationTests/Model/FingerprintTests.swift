import HarmonizationCheckpoints
import Testing

@testable import ImageHarmonization

@Suite("Fingerprints")
struct FingerprintTests {
  private static let values = (0..<21).map { Float($0) / 8 }

  private static func fingerprint(
    _ values: [Float] = values, tensor: String = "a", shape: [Int] = [3, 7], network: String = "n"
  ) throws -> Fingerprint {
    let entries = [(tensor, try CheckpointTensor(values, shape: shape)), ("b", try CheckpointTensor([1], shape: [1]))]
    return Fingerprint(of: StateDictionary(entries), named: network)
  }

  @Test("The same weights have the same one, of 32 digits")
  func same() throws {
    #expect(try Self.fingerprint() == Self.fingerprint())
    let text = try Self.fingerprint().description
    #expect(text.count == 32 && text.allSatisfy(\.isHexDigit))
  }

  @Test("Every bit of every byte counts, also those behind the last eight")
  func bytes() throws {
    let original = try Self.fingerprint()
    var seen: Set<Fingerprint> = [original]
    for index in Self.values.indices {
      for bit in 0..<32 {
        var values = Self.values
        values[index] = Float(bitPattern: values[index].bitPattern ^ 1 << UInt32(bit))
        #expect(seen.insert(try Self.fingerprint(values)).inserted, "value \(index), bit \(bit)")
      }
    }
    #expect(seen.count == 1 + 21 * 32)
  }

  @Test("Names, shapes, types and the network's name count")
  func names() throws {
    var seen: Set<Fingerprint> = [try Self.fingerprint()]
    #expect(seen.insert(try Self.fingerprint(tensor: "c")).inserted)
    #expect(seen.insert(try Self.fingerprint(shape: [7, 3])).inserted)
    #expect(seen.insert(try Self.fingerprint(shape: [21])).inserted)
    #expect(seen.insert(try Self.fingerprint(network: "m")).inserted)
    let state = StateDictionary([("a", try CheckpointTensor(Self.values, shape: [3, 7]))])
    #expect(seen.insert(Fingerprint(of: state, named: "n")).inserted)
    #expect(seen.insert(Fingerprint(of: try state.cast(to: .float16), named: "n")).inserted)
    // The same bytes, cut in two elsewhere.
    let halves = { (first: Int) in
      StateDictionary([
        ("a", try CheckpointTensor(Array(Self.values[..<first]), shape: [first])),
        ("b", try CheckpointTensor(Array(Self.values[first...]), shape: [21 - first])),
      ])
    }
    #expect(Fingerprint(of: try halves(8), named: "n") != Fingerprint(of: try halves(10), named: "n"))
  }
}
