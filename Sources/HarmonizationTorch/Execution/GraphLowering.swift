import HarmonizationGraph

/// One step of a program, before it crosses into C.
struct Instruction {
  /// The node that it computes, or the last of those that it fuses.
  var node: Node.ID
  var operation: Operation.Kind
  var activation: Activation?
  var result: Int32
  var operands: [Int32]
  var integers: [Int64] = []
  var numbers: [Double] = []
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
  let given: Int32

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

  /// The values of the graph's results.
  var outputValues: [Int32] { graph.outputs.map { values[$0.node] } }

  private mutating func lower(_ node: Node) {
    if case .input(let name) = node.operation {
      values.append(Int32(inputNames.count))
      inputNames.append(name)
      return
    }
    if fuse(node) { return }
    let result = given + Int32(node.id)
    values.append(result)
    var operands = node.inputs.map { values[$0] } + node.parameters.compactMap { parameterValues[$0] }
    // A constant takes its type and place from the first input.
    if operands.isEmpty { operands = [0] }
    var instruction = Instruction(node: node.id, operation: node.operation.kind, result: result, operands: operands)
    instruction.integers = integers(of: node)
    instruction.numbers = numbers(of: node.operation)
    if case .activation(let activation) = node.operation { instruction.activation = activation }
    instructions.append(instruction)
  }

  /// Lets a normalization apply the activation that alone reads its result.
  private mutating func fuse(_ node: Node) -> Bool {
    guard case .activation(let activation) = node.operation, let input = node.inputs.first, uses[input] == 1,
      case .batchNormalization = graph.nodes[input].operation,
      let index = instructions.lastIndex(where: { $0.result == values[input] })
    else { return false }
    instructions[index].node = node.id
    instructions[index].activation = activation
    values.append(values[input])
    return true
  }

  private func integers(of node: Node) -> [Int64] {
    switch node.operation {
    case .convolution(let geometry):
      [geometry.stride, geometry.padding, geometry.dilation, geometry.groups, isConstant(node) ? 1 : 0].map(Int64.init)
    case .transposedConvolution(let stride, let padding): [stride, padding].map(Int64.init)
    case .softmax(let axis): [Int64(axis)]
    case .maxPooling(let kernel, let stride, let padding): [kernel, stride, padding].map(Int64.init)
    case .globalPooling(let pooling): [pooling == .average ? 0 : 1]
    case .reduction(let pooling, let axis): [pooling == .average ? 0 : 1, Int64(axis)]
    case .resize(let interpolation):
      (node.shape.dropFirst() + [interpolation == .bicubic ? 1 : 0]).map(Int64.init)
    case .permutation(let axes): axes.map(Int64.init)
    case .slice(let axis, let start, let count): [axis, start, count].map(Int64.init)
    case .matrixProduct(let precise): [precise ? 1 : 0]
    case .constant, .reshape: node.shape.map(Int64.init)
    case .dropout(_, let channelwise): [channelwise ? 1 : 0]
    default: []
    }
  }

  private func numbers(of operation: Operation) -> [Double] {
    switch operation {
    case .constant(let values): values
    case .batchNormalization(let epsilon, let momentum): [epsilon, momentum]
    case .layerNormalization(let epsilon): [epsilon]
    case .affine(let scale, let offset): [scale, offset]
    case .dropout(let probability, _): [probability]
    default: []
    }
  }

  private func isConstant(_ node: Node) -> Bool { node.parameters.first.map { roles[$0] == .fixedKernel } ?? false }
}
