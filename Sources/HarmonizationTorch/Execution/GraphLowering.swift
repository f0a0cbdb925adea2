import CHarmonizationTorch
import HarmonizationGraph

/// One step of a program, before it crosses into C.
struct Instruction {
  /// The node that it computes, or the last of those that it fuses.
  var node: Node.ID
  var operation: Int
  var result: Int32
  var operands: [Int32]
  var integers: [Int64] = []
  var numbers: (Double, Double, Double) = (0, 0, 0)
}

/// Translates a graph into the steps of a program.
///
/// Values are numbered: inputs, then the graph's parameters, then one for each node.
struct GraphLowering {
  let graph: Graph
  private(set) var instructions: [Instruction] = []
  private(set) var inputNames: [String] = []
  private var values: [Int32] = []
  private let parameterValues: [String: Int32]
  private let roles: [String: ParameterSpec.Role]
  private let uses: [Int]
  private let given: Int32

  init(_ graph: Graph) {
    self.graph = graph
    let inputs = graph.inputs.count
    given = Int32(inputs + graph.parameters.count)
    parameterValues = Dictionary(
      graph.parameters.enumerated().map { ($1.name, Int32(inputs + $0)) }, uniquingKeysWith: { first, _ in first })
    roles = Dictionary(graph.parameters.map { ($0.name, $0.role) }, uniquingKeysWith: { first, _ in first })
    var uses = [Int](repeating: 0, count: graph.nodes.count)
    for node in graph.nodes { for input in node.inputs { uses[input] += 1 } }
    for output in graph.outputs { uses[output.node] += 1 }
    self.uses = uses
    for node in graph.nodes { lower(node) }
  }

  private mutating func lower(_ node: Node) {
    if case .input(let name) = node.operation {
      values.append(Int32(inputNames.count))
      inputNames.append(name)
      return
    }
    if fuse(node) { return }
    let result = given + Int32(node.id)
    values.append(result)
    let operands = node.inputs.map { values[$0] } + node.parameters.compactMap { parameterValues[$0] }
    var instruction = Instruction(node: node.id, operation: node.operation.code, result: result, operands: operands)
    instruction.integers = integers(of: node)
    instruction.numbers = node.operation.numbers
    instructions.append(instruction)
  }

  /// Lets a normalization apply the activation that alone reads its result.
  private mutating func fuse(_ node: Node) -> Bool {
    guard case .activation(let activation) = node.operation, let input = node.inputs.first, uses[input] == 1,
      case .batchNormalization = graph.nodes[input].operation,
      let index = instructions.lastIndex(where: { $0.result == values[input] })
    else { return false }
    instructions[index].node = node.id
    instructions[index].integers[0] = Int64(activation.code)
    instructions[index].numbers.2 = activation.slope
    values.append(values[input])
    return true
  }

  private func integers(of node: Node) -> [Int64] {
    switch node.operation {
    case .convolution(let geometry):
      [geometry.stride, geometry.padding, geometry.dilation, geometry.groups, isConstant(node) ? 1 : 0].map(Int64.init)
    case .transposedConvolution(let stride, let padding): [stride, padding].map(Int64.init)
    case .batchNormalization: [-1, 0]
    case .activation(let activation): [Int64(activation.code)]
    case .softmax(let axis): [Int64(axis)]
    case .maxPooling(let kernel, let stride, let padding): [kernel, stride, padding].map(Int64.init)
    case .globalPooling(let pooling): [pooling == .average ? 0 : 1]
    case .resize, .foregroundWindow: node.shape.dropFirst().map(Int64.init)
    case .reshape: node.shape.map(Int64.init)
    case .dropout(_, let channelwise): [channelwise ? 1 : 0]
    default: []
    }
  }

  private func isConstant(_ node: Node) -> Bool { node.parameters.first.map { roles[$0] == .fixedKernel } ?? false }

  /// Makes the program; returns libtorch's message.
  func create(
    _ api: HarmonizeTorchAPI, _ result: UnsafeMutablePointer<OpaquePointer?>
  ) -> UnsafeMutablePointer<CChar>? {
    let outputs = graph.outputs.map { values[$0.node] }
    let operands = instructions.flatMap(\.operands)
    let integers = instructions.flatMap(\.integers)
    return operands.withUnsafeBufferPointer { operands in
      integers.withUnsafeBufferPointer { integers in
        let raw = raw(operands, integers)
        return api.program_new(
          raw, Int64(raw.count), given, given + Int32(graph.nodes.count), outputs, Int32(outputs.count), result)
      }
    }
  }

  private func raw(
    _ operands: UnsafeBufferPointer<Int32>, _ integers: UnsafeBufferPointer<Int64>
  ) -> [HarmonizeInstruction] {
    var (operandOffset, integerOffset) = (0, 0)
    return instructions.map { step in
      defer {
        operandOffset += step.operands.count
        integerOffset += step.integers.count
      }
      return HarmonizeInstruction(
        operation: Int32(step.operation), result: step.result, operand_count: Int32(step.operands.count),
        integer_count: Int32(step.integers.count), operands: operands.baseAddress.map { $0 + operandOffset },
        integers: integers.baseAddress.map { $0 + integerOffset }, numbers: step.numbers)
    }
  }
}
