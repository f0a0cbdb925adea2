/// Why a network could not be written as an ONNX model.
public enum ONNXExportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The weights lack a tensor that the network reads.
  case missing(name: String, network: String)
  /// A tensor of the weights has another number of values than the network needs.
  case count(name: String, expected: Int, found: Int)

  /// One line for people.
  public var description: String {
    switch self {
    case .missing(let name, let network): "the weights lack '\(name)', which \(network) needs"
    case .count(let name, let expected, let found): "'\(name)' has \(found) values where \(expected) are needed"
    }
  }
}
