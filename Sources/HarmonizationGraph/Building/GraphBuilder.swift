/// Collects nodes and parameters while a network's function runs.
///
/// Mistakes do not interrupt the function: the first is kept and thrown when the graph is finished, so that a network reads
/// as plain composition, without `try` on every line.
public final class GraphBuilder {
  private var nodes: [Node] = []
  private var paths: [Path] = []
  private var parameters: [(path: Path, spec: ParameterSpec)] = []
  private var shapes: [String: [Int]] = [:]
  private var failure: GraphError?

  init() {}

  /// A tensor that the caller provides: [batch, channels, height, width].
  public func input(_ name: String, channels: Int, height: Int, width: Int) -> Value {
    append(.input(name: name), [], at: Path() / name, shape: [channels, height, width])
  }

  /// Fixed values in C order; `shape` has no batch axis. See ``Operation/constant(_:)``.
  public func constant(_ values: [Double], shape: [Int], at path: Path) -> Value {
    append(.constant(values), [], at: path, shape: shape)
  }

  /// Declares a state-dictionary entry and returns its name.
  public func parameter(_ path: Path, _ shape: [Int], role: ParameterSpec.Role) -> String {
    let spec = ParameterSpec(
      name: path.description, shape: shape, role: role, learningRateMultiplier: path.learningRateMultiplier)
    parameters.append((path, spec))
    shapes[spec.name] = shape
    return spec.name
  }

  /// Adds a node; `shape` is only needed where the operation does not decide it.
  public func append(
    _ operation: Operation, _ inputs: [Value], parameters names: [String] = [], at path: Path,
    shape declared: [Int] = []
  ) -> Value {
    var shape = declared
    do {
      shape = try ShapeInference.shape(
        of: operation, inputs: inputs.map(\.shape), parameters: names.compactMap { shapes[$0] }, declared: declared)
    } catch {
      refuse(operation.kind.rawValue, error.reason, at: path)
      shape = declared.isEmpty ? inputs.first?.shape ?? [1] : declared
    }
    nodes.append(
      Node(
        id: nodes.count, path: path.description, operation: operation, inputs: inputs.map(\.id), parameters: names,
        shape: shape))
    paths.append(path)
    return Value(builder: self, id: nodes.count - 1, shape: shape)
  }

  /// Notes what is wrong with a description; the first such mistake is thrown when the graph is finished.
  func refuse(_ operation: String, _ reason: String, at path: Path) {
    failure = failure ?? .shape(path: path.description, operation: operation, reason: reason)
  }

  func path(of value: Value) -> Path { paths[value.id] }

  func finish(name: String, outputs: [(String, Value)]) throws -> Graph {
    if let failure { throw failure }
    return try Graph(
      name: name, nodes: nodes, parameters: RegistrationOrder.sorted(parameters),
      outputs: outputs.map { Graph.Output(name: $0.0, node: $0.1.id) })
  }
}

/// A symbolic tensor: the result of a node that is being described.
public struct Value {
  /// The builder that it belongs to.
  public let builder: GraphBuilder
  /// The node that computes it.
  public let id: Node.ID
  /// Dimensions without the batch.
  public let shape: [Int]

  /// Channels of an image, features of a vector.
  public var channels: Int { shape.first ?? 0 }
  /// Height and width of an image.
  public var size: (height: Int, width: Int) { shape.count == 3 ? (shape[1], shape[2]) : (1, 1) }
}

extension Graph {
  /// Describes a network: `body` receives a builder and returns the named results.
  ///
  /// - Throws: the first ``GraphError`` of the description.
  public init(name: String, _ body: (GraphBuilder) -> [(String, Value)]) throws {
    let builder = GraphBuilder()
    self = try builder.finish(name: name, outputs: body(builder))
  }
}
