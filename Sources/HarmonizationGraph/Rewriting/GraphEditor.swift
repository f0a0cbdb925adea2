/// A graph taken apart for a rewrite: nodes may be added, replaced and bypassed in any order.
struct GraphEditor {
  private(set) var nodes: [Node]
  private var outputs: [Graph.Output]
  private let name: String
  private var specs: [String: ParameterSpec]

  init(_ graph: Graph) {
    nodes = graph.nodes
    outputs = graph.outputs
    name = graph.name
    specs = Dictionary(graph.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// For each node, the nodes that read it; an output counts as a reader that is not a node (-1).
  func readers() -> [[Int]] {
    var readers = Array(repeating: [Int](), count: nodes.count)
    for node in nodes { for input in node.inputs { readers[input].append(node.id) } }
    for output in outputs { readers[output.node].append(-1) }
    return readers
  }

  func spec(_ name: String) -> ParameterSpec? { specs[name] }

  mutating func declare(_ spec: ParameterSpec) { specs[spec.name] = spec }

  mutating func add(
    _ operation: Operation, _ inputs: [Node.ID], parameters: [String] = [], path: String, shape: [Int]
  ) -> Node.ID {
    nodes.append(
      Node(id: nodes.count, path: path, operation: operation, inputs: inputs, parameters: parameters, shape: shape))
    return nodes.count - 1
  }

  mutating func replace(_ id: Node.ID, operation: Operation, inputs: [Node.ID], parameters: [String]) {
    let old = nodes[id]
    nodes[id] = Node(
      id: id, path: old.path, operation: operation, inputs: inputs, parameters: parameters, shape: old.shape)
  }

  /// Lets everything that reads `old` read `new`.
  mutating func redirect(_ old: Node.ID, to new: Node.ID) {
    for node in nodes where node.id != new && node.inputs.contains(old) {
      replace(
        node.id, operation: node.operation, inputs: node.inputs.map { $0 == old ? new : $0 },
        parameters: node.parameters)
    }
    outputs = outputs.map { $0.node == old ? Graph.Output(name: $0.name, node: new) : $0 }
  }

  /// The graph of what the outputs need, in order, with the parameters that it reads; inputs always stay.
  func finish() throws -> Graph {
    var order: [Node.ID] = []
    var visited = Set<Node.ID>()
    func visit(_ id: Node.ID) {
      guard visited.insert(id).inserted else { return }
      nodes[id].inputs.forEach(visit)
      order.append(id)
    }
    for node in nodes { if case .input = node.operation { visit(node.id) } }
    outputs.map(\.node).forEach(visit)
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    func moved(_ id: Node.ID) -> Node.ID { place[id] ?? id }
    let kept = order.enumerated().map { index, id in
      let node = nodes[id]
      return Node(
        id: index, path: node.path, operation: node.operation, inputs: node.inputs.map(moved),
        parameters: node.parameters, shape: node.shape)
    }
    var seen = Set<String>()
    let used = kept.flatMap(\.parameters).filter { seen.insert($0).inserted }.compactMap { specs[$0] }
    return try Graph(
      name: name, nodes: kept, parameters: used,
      outputs: outputs.map { Graph.Output(name: $0.name, node: moved($0.node)) })
  }
}
