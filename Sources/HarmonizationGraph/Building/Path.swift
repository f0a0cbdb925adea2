/// A place in a network, as PyTorch names modules: `backbone / "conv1"` is `backbone.conv1`.
///
/// A path also carries what its whole subtree inherits: the learning-rate multiplier, and the order in which PyTorch
/// registers the children where that is not the order of first use.
public struct Path: Hashable, Sendable {
  /// Names from the root to here.
  public private(set) var names: [String] = []
  /// For each name, its rank among its siblings; unranked ones come after ranked ones, in order of first use.
  private(set) var ranks: [Int] = []
  private var childOrder: [String] = []
  /// Factor on the base learning rate for parameters declared below.
  public private(set) var learningRateMultiplier = 1.0

  /// The root of a network.
  public init() {}

  /// The child called `name`.
  public static func / (path: Path, name: String) -> Path {
    var child = path
    child.names.append(name)
    child.ranks.append(path.childOrder.firstIndex(of: name) ?? Int.max)
    child.childOrder = []
    return child
  }

  /// The child at `index` of a sequence of modules.
  public static func / (path: Path, index: Int) -> Path { path / String(index) }

  /// The same place, whose children the reference registers in the order of `names`, whatever the order of their use.
  public func registering(_ names: String...) -> Path {
    var path = self
    path.childOrder = names
    return path
  }

  /// The same place with a learning-rate multiplier for everything below.
  public func learningRate(_ multiplier: Double) -> Path {
    var path = self
    path.learningRateMultiplier = multiplier
    return path
  }

  /// The dotted name.
  public var description: String { names.joined(separator: ".") }
}

extension Path: CustomStringConvertible {}
