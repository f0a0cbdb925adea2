import HarmonizationGraph

/// A network's state on a device: every entry of its graph, parameters and buffers, in the graph's order.
///
/// Trainable entries require gradients. Floating-point entries have the store's type, counters are int64. Kernels are kept in
/// channels-last order where the store is.
public final class ParameterStore {
  /// One entry of the state.
  public struct Entry {
    /// Name, shape, role and learning-rate multiplier.
    public let spec: ParameterSpec
    /// The values.
    public let tensor: Tensor
  }

  /// The network's name, for messages.
  public let network: String
  /// All entries, in the order of the graph's parameters.
  public let entries: [Entry]
  /// The type of the floating-point entries.
  public let dataType: Tensor.DataType
  /// Where they live.
  public let device: Device
  /// The order of the elements of kernels.
  public let memoryFormat: Tensor.MemoryFormat
  private let positions: [String: Int]

  /// Makes a network's state; `initialize` gives each entry's values in any type, on any device.
  ///
  /// - Throws: what `initialize` throws; ``TorchError/state(network:missing:unexpected:misshapen:)`` for a wrong shape.
  public init(
    _ graph: Graph, dataType: Tensor.DataType = .float32, device: Device = .cpu,
    memoryFormat: Tensor.MemoryFormat = .channelsLast, initialize: (ParameterSpec) throws -> Tensor
  ) throws {
    network = graph.name
    self.dataType = dataType
    self.device = device
    self.memoryFormat = memoryFormat
    entries = try graph.parameters.map { spec in
      let given = try initialize(spec)
      guard given.shape == spec.shape else {
        let line = "\(spec.name): \(given.shape) instead of \(spec.shape)"
        throw TorchError.state(network: graph.name, missing: [], unexpected: [], misshapen: [line])
      }
      let format: Tensor.MemoryFormat = spec.shape.count == 4 ? memoryFormat : .contiguous
      // A copy, so that two networks never share what training changes.
      let tensor = try given.detached()
        .converted(to: spec.isInteger ? .int64 : dataType, device: device, memoryFormat: format).clone()
      try tensor.setRequiresGradient(spec.isTrainable)
      return Entry(spec: spec, tensor: tensor)
    }
    positions = Dictionary(entries.enumerated().map { ($1.spec.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A store over the same weights, with gradients and running statistics of its own: for a part of a batch that is computed
  /// beside others.
  public func replica() throws(TorchError) -> ParameterStore { try ParameterStore(replicating: self) }

  private init(replicating store: ParameterStore) throws(TorchError) {
    (network, dataType, device) = (store.network, store.dataType, store.device)
    (memoryFormat, positions) = (store.memoryFormat, store.positions)
    entries = try store.entries.map { entry throws(TorchError) in
      let shared = try entry.tensor.detached()
      let tensor = entry.spec.isStatistic ? try shared.clone() : shared
      try tensor.setRequiresGradient(entry.spec.isTrainable)
      return Entry(spec: entry.spec, tensor: tensor)
    }
  }

  /// The values of the entry called `name`.
  public subscript(name: String) -> Tensor? { positions[name].map { entries[$0].tensor } }

  /// The entries that training changes by gradients.
  public var trainable: [Entry] { entries.filter(\.spec.isTrainable) }

  /// Forgets all gradients.
  public func clearGradients() throws(TorchError) { try Tensor.clearGradients(trainable.map(\.tensor)) }

  /// L2 norm of each trainable entry's gradient, in order; nil for those that the backward pass did not reach.
  public func gradientNorms() throws(TorchError) -> [(name: String, norm: Double?)] {
    let trainable = trainable
    let norms = try Tensor.gradientNorms(trainable.map(\.tensor))
    return zip(trainable, norms).map { ($0.spec.name, $1) }
  }
}
