import HarmonizationCheckpoints
import Foundation
import HarmonizationTorch

/// Where a run stands, besides its tensors.
struct RunPosition: Equatable {
  /// Updates made.
  var step = 0
  /// The best validation score so far, and the step that reached it.
  var best: (score: Double, step: Int)?
  /// Samples in the training data, which must stay the same for the order to.
  var samples = 0

  static func == (a: RunPosition, b: RunPosition) -> Bool {
    a.step == b.step && a.best?.score == b.best?.score && a.best?.step == b.best?.step && a.samples == b.samples
  }
}

/// Saves and finds a run's state: weights, optimizer, average and position in one file, written beside its place,
/// synchronized and renamed, into two slots in turns. Whatever happens, the slot that is not being written is whole.
///
/// Random numbers need no saving: all are functions of the seed and the position.
struct RunStateStore {
  private let slots: [URL]
  private let folder: String
  private var next = 0

  init(_ folder: RunFolder) {
    slots = folder.states
    self.folder = folder.url.appendingPathComponent("checkpoints").path
  }

  /// Whether no state was saved yet.
  var isEmpty: Bool { !slots.contains { FileManager.default.fileExists(atPath: $0.path) } }

  /// Writes the state into the older slot.
  ///
  /// - Throws: `CheckpointError`, such as `diskFull`; the newer slot is untouched then.
  mutating func save(_ state: TrainingState, _ position: RunPosition) throws {
    var file = StateDictionary()
    func add(_ prefix: String, _ store: ParameterStore) throws {
      for (name, tensor) in try store.stateDictionary() { file[prefix + name] = tensor }
    }
    try add(Prefix.weights, state.parameters)
    if let average = state.average { try add(Prefix.average, average) }
    for moments in state.optimizer.moments {
      file[Prefix.first + moments.name] = try moments.first.checkpointTensor()
      file[Prefix.second + moments.name] = try moments.second.checkpointTensor()
    }
    file.metadata = Self.metadata(position, network: state.graph.name, updates: state.optimizer.step)
    try Checkpoint.write(file, to: slots[next].path)
    next = 1 - next
  }

  /// Restores the newest whole state; nil where none was saved yet.
  ///
  /// - Throws: ``TrainingError/damagedState(path:reasons:)`` where there are states but none is whole.
  mutating func restore(_ state: TrainingState) throws -> RunPosition? {
    var found: [(slot: Int, file: StateDictionary, position: RunPosition, updates: Int)] = []
    var damage: [String] = []
    for (slot, url) in slots.enumerated() where FileManager.default.fileExists(atPath: url.path) {
      do {
        let file = try Checkpoint.read(from: url.path)
        let (position, updates) = try Self.position(file, url)
        found.append((slot, file, position, updates))
      } catch { damage.append("\(error)") }
    }
    guard let newest = found.max(by: { $0.position.step < $1.position.step }) else {
      if damage.isEmpty { return nil }
      throw TrainingError.damagedState(path: folder, reasons: damage)
    }
    try Self.load(newest.file, into: state, updates: newest.updates)
    state.resume(at: newest.position.step)
    next = 1 - newest.slot
    return newest.position
  }

  private enum Prefix {
    static let weights = "weights/"
    static let average = "average/"
    static let first = "adam.first/"
    static let second = "adam.second/"
  }

  private static func load(_ file: StateDictionary, into state: TrainingState, updates: Int) throws {
    func part(_ prefix: String) -> StateDictionary {
      StateDictionary(
        file.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) })
    }
    try state.parameters.load(part(Prefix.weights))
    if let average = state.average { try average.load(part(Prefix.average)) }
    let (first, second) = (part(Prefix.first), part(Prefix.second))
    var moments: [String: (first: Tensor, second: Tensor)] = [:]
    for (name, tensor) in first {
      guard let square = second[name] else { continue }
      moments[name] = (try Tensor.from(tensor), try Tensor.from(square))
    }
    try state.optimizer.restore(step: updates, moments: moments)
  }

  private static func metadata(_ position: RunPosition, network: String, updates: Int) -> [String: String] {
    var metadata = [
      "kind": "harmonize training state", "network": network, "step": String(position.step), "updates": String(updates),
      "samples": String(position.samples),
    ]
    if let best = position.best {
      // The bits, so that nothing is lost.
      metadata["best score"] = String(best.score.bitPattern)
      metadata["best step"] = String(best.step)
    }
    return metadata
  }

  private static func position(_ state: StateDictionary, _ url: URL) throws -> (RunPosition, updates: Int) {
    let metadata = state.metadata
    guard metadata["kind"] == "harmonize training state", let step = metadata["step"].flatMap(Int.init), step >= 0,
      let updates = metadata["updates"].flatMap(Int.init), let samples = metadata["samples"].flatMap(Int.init)
    else { throw TrainingError.unreadable(path: url.path, reason: "it holds no training state") }
    var position = RunPosition(step: step, samples: samples)
    if let bits = metadata["best score"].flatMap(UInt64.init), let bestStep = metadata["best step"].flatMap(Int.init) {
      position.best = (Double(bitPattern: bits), bestStep)
    }
    return (position, updates)
  }
}
