/// What can be wrong with a network's description; found while it is built, never inside an engine.
public enum GraphError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The inputs of an operation do not fit it; names the node's path.
  case shape(path: String, operation: String, reason: String)
  /// A node reads a node that does not precede it.
  case order(path: String, input: Int)
  /// A node names a parameter that the graph does not list.
  case unknownParameter(path: String, name: String)
  /// Two different tensors have one name.
  case duplicateParameter(name: String)
  /// An output names a node that does not exist.
  case unknownOutput(name: String)

  /// One line for people.
  public var description: String {
    switch self {
    case .shape(let path, let operation, let reason): "\(operation) at '\(path)': \(reason)"
    case .order(let path, let input): "node at '\(path)' reads node \(input), which does not precede it"
    case .unknownParameter(let path, let name):
      "node at '\(path)' reads '\(name)', which is not a parameter of the network"
    case .duplicateParameter(let name): "two tensors of the network are called '\(name)'"
    case .unknownOutput(let name): "output '\(name)' names a node that does not exist"
    }
  }
}
