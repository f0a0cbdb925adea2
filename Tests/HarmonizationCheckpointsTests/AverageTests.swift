import Testing

@testable import HarmonizationCheckpoints

@Suite("Averages of weights") struct AverageTests {
  private func state(_ values: [Float], counter: Int32 = 7, name: String = "weight") throws -> StateDictionary {
    let counter = try CheckpointTensor(dataType: .int32, shape: []) {
      $0.storeBytes(of: counter.littleEndian, as: Int32.self)
    }
    return try StateDictionary([(name, CheckpointTensor(values, shape: [values.count])), ("counter", counter)])
  }

  @Test("Floating-point entries become the mean, integers stay the first's, whatever the precision of the parts")
  func mean() throws {
    let second = try state([3, -2], counter: 9).cast(to: .float16)
    let mean = try state([1, 0.5]).averaged(with: [second, try state([5, 0])])
    #expect(mean["weight"]?.floats() == [3, -0.5])
    #expect(mean["weight"]?.dataType == .float32)
    #expect(mean["counter"]?.doubles() == [7])
    #expect(mean.names == ["weight", "counter"])
  }

  @Test("Of the metadata only what all agree on stays")
  func metadata() throws {
    var (first, second) = (try state([1]), try state([2]))
    first.metadata = ["configuration": "net", "epoch": "4", "step": "2000"]
    second.metadata = ["configuration": "net", "epoch": "10"]
    #expect(try first.averaged(with: [second]).metadata == ["configuration": "net"])
  }

  @Test("Of one dictionary alone it is that dictionary")
  func alone() throws {
    let one = try state([0.1, -3e-8])
    #expect(try one.averaged(with: []) == one)
  }

  @Test("Other names and shapes are refused, and named")
  func differences() throws {
    let first = try state([1, 2])
    let others = try [state([1]), state([1, 2], name: "bias")]
    #expect(throws: CheckpointError.self) { try first.averaged(with: [others[0]]) }
    do throws(CheckpointError) {
      _ = try first.averaged(with: [first, others[1]])
      Issue.record("averaged weights of two networks")
    } catch {
      #expect("\(error)".contains("weight") && "\(error)".contains("bias"))
    }
  }
}
