/// What can go wrong with libtorch, with enough context to act on.
public enum TorchError: Error, Equatable, CustomStringConvertible {
  /// libtorch or the library that connects it is not there or does not fit; `reason` says what was found where.
  case unavailable(reason: String)
  /// An operation failed; `shapes` are those of its operands.
  case operation(name: String, shapes: [[Int]], reason: String)
  /// A node of a network failed while it ran.
  case node(network: String, path: String, operation: String, shapes: [[Int]], reason: String)
  /// The number of elements does not fit the shape.
  case elementCount(shape: [Int], count: Int)
  /// An input that the network reads was not given.
  case missingInput(network: String, name: String)
  /// Weights that do not fit a network: every difference at once.
  case state(network: String, missing: [String], unexpected: [String], misshapen: [String])

  /// One line for people.
  public var description: String {
    switch self {
    case .unavailable(let reason):
      """
      libtorch is not usable: \(reason). Run `make setup-torch`, or set HARMONIZE_TORCH to the folder of an installed \
      torch \(TorchLibrary.supportedVersion) (.../site-packages/torch)
      """
    case .operation(let name, let shapes, let reason): "\(name)\(Self.list(shapes)): \(reason)"
    case .node(let network, let path, let operation, let shapes, let reason):
      "\(network): \(operation) at '\(path)'\(Self.list(shapes)): \(reason)"
    case .elementCount(let shape, let count): "\(count) elements do not fill a tensor of shape \(shape)"
    case .missingInput(let network, let name): "\(network) reads the input '\(name)', which was not given"
    case .state(let network, let missing, let unexpected, let misshapen):
      "the weights do not fit \(network): missing \(missing), unexpected \(unexpected), of another shape \(misshapen)"
    }
  }

  private static func list(_ shapes: [[Int]]) -> String {
    shapes.isEmpty ? "" : " of " + shapes.map(\.description).joined(separator: ", ")
  }
}
