/// A network as a value: what is computed from what, with which named parameters. Contains no weights and knows no engine.
///
/// Built by a function over symbolic nodes inside ``init(name:_:)``; executed by lowering (`ONNXExport`) or interpretation
/// (`Torch`). The batch size is left open; height and width are fixed when the graph is built.
public struct Graph: Hashable, Sendable {
  /// The configuration's name.
  public let name: String
  /// Nodes in an order in which every input precedes its use; a node's ``Node/id`` is its index.
  public let nodes: [Node]
  /// State-dictionary entries in PyTorch's registration order, used by a node or not.
  public let parameters: [ParameterSpec]
  /// The named results.
  public let outputs: [Output]

  /// A named result of a graph.
  public struct Output: Hashable, Sendable {
    /// The name, such as `images`.
    public let name: String
    /// The node that computes it.
    public let node: Node.ID

    /// Names the result of `node`.
    public init(name: String, node: Node.ID) {
      self.name = name
      self.node = node
    }
  }

  /// Checks and assembles a graph.
  ///
  /// - Throws: ``GraphError`` where a node refers to a later node or an unknown parameter, or a shape does not follow from
  ///   the operation and its inputs.
  public init(name: String, nodes: [Node], parameters: [ParameterSpec], outputs: [Output]) throws {
    self.name = name
    self.nodes = nodes
    self.parameters = parameters
    self.outputs = outputs
    try validate()
  }

  /// The nodes that the caller feeds, in order.
  public var inputs: [Node] {
    nodes.filter { if case .input = $0.operation { true } else { false } }
  }

  /// Number of scalars in parameters, frozen ones included, as `sum(p.numel() for p in model.parameters())` counts in PyTorch.
  public var parameterCount: Int {
    parameters.lazy.filter(\.isParameter).map(\.count).reduce(0, +)
  }

  /// The result called `name`, if there is one.
  public func output(_ name: String) -> Node? {
    outputs.first { $0.name == name }.map { nodes[$0.node] }
  }
}

/// One step of a ``Graph``.
public struct Node: Hashable, Sendable, Identifiable {
  /// Index in ``Graph/nodes``.
  public let id: Int
  /// Where in the network it is, such as `backbone.hrnet.conv1`; for people and error messages.
  public let path: String
  /// What it computes.
  public let operation: Operation
  /// The nodes that it reads, in the operation's order.
  public let inputs: [Node.ID]
  /// Names of its parameters, in the operation's order.
  public let parameters: [String]
  /// Dimensions of the result without the batch: [channels, height, width], [rows, columns] or [features].
  public let shape: [Int]

  /// Describes one step.
  public init(id: Int, path: String, operation: Operation, inputs: [Node.ID], parameters: [String], shape: [Int]) {
    self.id = id
    self.path = path
    self.operation = operation
    self.inputs = inputs
    self.parameters = parameters
    self.shape = shape
  }
}
