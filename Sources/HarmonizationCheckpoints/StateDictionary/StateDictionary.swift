/// A network's weights: tensors by name, in order, with the names of the checkpoint they came from.
public struct StateDictionary: Sendable {
  private var entries: [Element] = []
  private var positions: [String: Int] = [:]
  /// Free text about the weights; what safetensors files keep under `__metadata__`.
  public var metadata: [String: String] = [:]

  /// An empty dictionary.
  public init() {}

  /// A dictionary of these entries; a later one replaces an earlier one of its name.
  public init(_ entries: some Sequence<(String, CheckpointTensor)>, metadata: [String: String] = [:]) {
    for (name, tensor) in entries { self[name] = tensor }
    self.metadata = metadata
  }

  /// The tensor of a name. A new name goes to the end; nil removes it.
  public subscript(name: String) -> CheckpointTensor? {
    get { positions[name].map { entries[$0].tensor } }
    set {
      if let newValue { set(newValue, for: name) } else { remove(name) }
    }
  }

  /// The names, in the file's order.
  public var names: [String] { entries.map(\.name) }

  /// The number of elements of all tensors.
  public var elementCount: Int { entries.reduce(0) { $0 &+ $1.tensor.elementCount } }
  /// The size of all tensors in bytes.
  public var byteCount: Int { entries.reduce(0) { $0 &+ $1.tensor.byteCount } }

  /// The same tensors under other names.
  public func renamed(_ rename: (String) -> String) -> StateDictionary {
    StateDictionary(map { (rename($0.name), $0.tensor) }, metadata: metadata)
  }

  /// The floating-point tensors in another precision (nearest, ties to even); all others as they are.
  /// - Throws: `outOfRange`, with the tensor's name, if a finite value would become infinite.
  public func cast(to precision: WeightPrecision) throws(CheckpointError) -> StateDictionary {
    var result = StateDictionary()
    for (name, tensor) in self {
      do throws(CheckpointError) { result[name] = try tensor.cast(to: precision) } catch {
        throw error.naming(location: "tensor \(name)")
      }
    }
    result.metadata = metadata
    return result
  }

  private mutating func set(_ tensor: CheckpointTensor, for name: String) {
    if let position = positions[name] {
      entries[position].tensor = tensor
    } else {
      positions[name] = entries.count
      entries.append((name, tensor))
    }
  }

  private mutating func remove(_ name: String) {
    guard let position = positions.removeValue(forKey: name) else { return }
    entries.remove(at: position)
    for index in entries[position...].indices { positions[entries[index].name] = index }
  }
}

extension StateDictionary: RandomAccessCollection {
  /// An entry: a name and its tensor.
  public typealias Element = (name: String, tensor: CheckpointTensor)

  /// The position of the first entry.
  public var startIndex: Int { entries.startIndex }
  /// The position after the last entry.
  public var endIndex: Int { entries.endIndex }
  /// The entry at a position, which must be valid as for any collection.
  public subscript(position: Int) -> Element { entries[position] }
}

extension StateDictionary: Equatable {
  /// Whether names, their order, tensors and metadata agree.
  public static func == (left: StateDictionary, right: StateDictionary) -> Bool {
    left.metadata == right.metadata && left.elementsEqual(right) { $0.name == $1.name && $0.tensor == $1.tensor }
  }
}
