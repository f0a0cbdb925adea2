import Foundation
import HarmonizationCheckpoints
import HarmonizationData
import HarmonizationSupport
import HarmonizationTorch

/// Where a run is, besides its tensors.
struct RunPosition: Equatable {
  /// Updates made.
  var step = 0
  /// The best validation score so far, and the step that reached it.
  var best: (score: Double, step: Int)?
  /// What the best score was measured on and how; scores of anything else are not compared with it. Nil if that is unknown.
  var bestBasis: String?
  /// Samples in the training data, which must stay the same for the order to.
  var samples = 0
  /// Threads of libtorch, on which the last bits of sums depend; nil if that is unknown.
  var threads: Int?
  /// Processes that trained together.
  var processes = 1

  static func == (a: RunPosition, b: RunPosition) -> Bool {
    a.step == b.step && a.best?.score == b.best?.score && a.best?.step == b.best?.step && a.samples == b.samples
      && a.bestBasis == b.bestBasis && a.threads == b.threads && a.processes == b.processes
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
    for (name, tensor) in state.optimizer.state { file[name] = try tensor.checkpointTensor() }
    file.metadata = Self.metadata(position, network: state.graph.name, updates: state.optimizer.step)
    file.metadata[Self.checksumKey] = file.contentHash
    try Checkpoint.write(file, to: slots[next].path)
    next = 1 - next
  }

  /// Restores the newest whole state; nil where none was saved yet.
  ///
  /// - Parameter note: told which state is damaged, if the one before it takes its place.
  /// - Throws: ``TrainingError/damagedState(path:reasons:)`` if there are states but none is whole.
  mutating func restore(_ state: TrainingState, note: (String) -> Void = { _ in }) throws -> RunPosition? {
    var found: [(slot: Int, file: StateDictionary, position: RunPosition, updates: Int)] = []
    var damage: [String] = []
    for (slot, url) in slots.enumerated() where FileManager.default.fileExists(atPath: url.path) {
      do {
        let file = try Checkpoint.read(from: url.path)
        let (position, updates) = try Self.position(file, url)
        try Self.verify(file, url)
        found.append((slot, file, position, updates))
      } catch { damage.append("\(error)") }
    }
    guard let newest = found.max(by: { $0.position.step < $1.position.step }) else {
      if damage.isEmpty { return nil }
      throw TrainingError.damagedState(path: folder, reasons: damage)
    }
    for reason in damage {
      note("resumes from the state of step \(newest.position.step), since the other one is damaged: \(reason)")
    }
    try Self.load(newest.file, into: state, updates: newest.updates)
    state.resume(at: newest.position.step)
    next = 1 - newest.slot
    return newest.position
  }

  private static let checksumKey = "checksum"

  /// Compares the tensors with their checksum; states of earlier versions have none.
  private static func verify(_ file: StateDictionary, _ url: URL) throws {
    guard let expected = file.metadata[checksumKey], expected != file.contentHash else { return }
    throw FileError(.unreadable("its tensors do not match their checksum"), path: url.path)
  }

  private enum Prefix {
    static let weights = "weights/"
    static let average = "average/"
  }

  private static func load(_ file: StateDictionary, into state: TrainingState, updates: Int) throws {
    func part(_ prefix: String) -> StateDictionary {
      StateDictionary(
        file.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) })
    }
    try state.parameters.load(part(Prefix.weights))
    if let average = state.average { try average.load(part(Prefix.average)) }
    var remembered: [String: Tensor] = [:]
    for (name, _) in state.optimizer.state { remembered[name] = try file[name].map { try Tensor.from($0) } }
    try state.optimizer.restore(step: updates, state: remembered)
  }

  /// The position as texts, with which ``position(_:)`` continues.
  static func metadata(_ position: RunPosition, network: String, updates: Int) -> [String: String] {
    var metadata = [
      "kind": "harmonize training state", "network": network, "step": String(position.step), "updates": String(updates),
      "samples": String(position.samples),
    ]
    if let best = position.best {
      // The bits, so that nothing is lost.
      metadata["best score"] = String(best.score.bitPattern)
      metadata["best step"] = String(best.step)
      metadata["best basis"] = position.bestBasis
    }
    metadata["threads"] = position.threads.map(String.init)
    metadata["processes"] = String(position.processes)
    return metadata
  }

  private static func position(_ state: StateDictionary, _ url: URL) throws -> (RunPosition, updates: Int) {
    guard let found = position(state.metadata) else {
      throw FileError(.unreadable("it contains no training state"), path: url.path)
    }
    return found
  }

  /// What ``metadata(_:network:updates:)`` tells; nil for anything else.
  static func position(_ metadata: [String: String]) -> (RunPosition, updates: Int)? {
    guard metadata["kind"] == "harmonize training state", let step = metadata["step"].flatMap(Int.init), step >= 0,
      let updates = metadata["updates"].flatMap(Int.init), let samples = metadata["samples"].flatMap(Int.init)
    else { return nil }
    var position = RunPosition(step: step, samples: samples)
    position.threads = metadata["threads"].flatMap(Int.init)
    position.processes = metadata["processes"].flatMap(Int.init) ?? 1
    if let bits = metadata["best score"].flatMap(UInt64.init), let bestStep = metadata["best step"].flatMap(Int.init) {
      position.best = (Double(bitPattern: bits), bestStep)
      position.bestBasis = metadata["best basis"]
    }
    return (position, updates)
  }
}

extension StateDictionary {
  /// A hash of all names and elements.
  fileprivate var contentHash: String {
    var hash = ContentHash()
    for (name, tensor) in self {
      hash.add(name)
      tensor.withUnsafeBytes { hash.add($0) }
    }
    return hash.text
  }
}
