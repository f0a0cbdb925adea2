import CHarmonizationTorch
import HarmonizationGraph

extension GraphLowering {
  /// Makes the program; returns libtorch's message.
  func create(
    _ api: HarmonizeTorchAPI, _ result: UnsafeMutablePointer<OpaquePointer?>
  ) -> UnsafeMutablePointer<CChar>? {
    let outputs = outputValues
    let raw = RawProgram(instructions)
    return withExtendedLifetime(raw) {
      api.program_new(
        raw.instructions, Int64(raw.instructions.count), given, given + Int32(graph.nodes.count), outputs,
        Int32(outputs.count), result)
    }
  }
}

/// Instructions in C's form, with the memory that they point to.
private final class RawProgram {
  private(set) var instructions: [HarmonizeInstruction] = []
  private var memory: [UnsafeMutableRawPointer] = []

  init(_ steps: [Instruction]) {
    instructions = steps.map { step in
      let numbers = step.numbers + (step.activation?.settings ?? [])
      return HarmonizeInstruction(
        operation: copy(Array(step.operation.rawValue.utf8CString)),
        activation: step.activation.map { copy(Array($0.kind.rawValue.utf8CString)) },
        operands: copy(step.operands), integers: copy(step.integers), numbers: copy(numbers), result: step.result,
        operand_count: Int32(step.operands.count), integer_count: Int32(step.integers.count),
        number_count: Int32(numbers.count))
    }
  }

  deinit { memory.forEach { $0.deallocate() } }

  private func copy<Element>(_ values: [Element]) -> UnsafePointer<Element> {
    let copied = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(values.count, 1))
    _ = copied.initialize(from: values)
    let base = copied.baseAddress ?? UnsafeMutablePointer.allocate(capacity: 1)
    memory.append(UnsafeMutableRawPointer(base))
    return UnsafePointer(base)
  }
}
