import Foundation
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationTorch

extension Provenance {
  /// A record that starts now, with the system's version beside those given.
  public static func now(command: [String], versions: [String: String]) -> Provenance {
    var versions = versions
    versions["system"] = ProcessInfo.processInfo.operatingSystemVersionString
    return Provenance(date: Date().ISO8601Format(), command: command, versions: versions)
  }
}

extension Provenance.File {
  /// A file with the hash of its bytes.
  public init(hashing path: String) { self.init(path: path, hash: ContentHash(ofFile: path)?.text) }
}

extension RunFolder {
  /// With what the run was made so far, a record for each session, the first one first.
  public var sessions: [Provenance] {
    guard let data = try? Data(contentsOf: provenance) else { return [] }
    return (try? JSONDecoder().decode([Provenance].self, from: data)) ?? []
  }

  /// Adds a session's record.
  func record(_ session: Provenance) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(try encoder.encode(sessions + [session]), to: provenance)
  }

  /// Writes down with what a session is made.
  ///
  /// - Parameters:
  ///   - recipe: what is trained; names the files that weights start from.
  ///   - data: what it is trained on.
  ///   - options: device and command.
  ///   - processes: how many train together.
  /// - Returns: A line for the log.
  func recordSession(
    _ recipe: Recipe, _ data: TrainingData, by options: TrainerOptions, processes: Int = 1
  ) throws -> String {
    var versions = ["libtorch": try TorchLibrary.version()]
    versions["harmonize"] = options.toolVersion
    var session = Provenance.now(command: options.command, versions: versions)
    session.data = [data.training.provenance(as: "training")]
    if let validation = data.validation { session.data.append(validation.provenance(as: "validation")) }
    let start = recipe.initialization
    session.weights = [start.weights, start.partialWeights, start.backbone].compactMap { $0 }.map {
      Provenance.File(hashing: $0)
    }
    (session.engine, session.device) = ("libtorch", options.device.description)
    (session.threads, session.precision) = (try TorchLibrary.threads(), recipe.precision.rawValue)
    if processes > 1 { session.processes = processes }
    try record(session)
    let data = session.data.map { "\($0.role) on \($0.samples) samples (\($0.hash))" }.joined(separator: ", ")
    return
      "\(recipe.network): \(data); \(options.device), \(try TorchLibrary.threads()) threads, \(processes > 1 ? "\(processes) processes, " : "")"
      + "\(recipe.precision.rawValue), libtorch \(try TorchLibrary.version())"
  }
}
