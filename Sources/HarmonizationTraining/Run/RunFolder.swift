import Foundation
import HarmonizationSupport

/// The folder of a run: recipe, log, curves, checkpoints, pictures. One process at a time may train in it.
public final class RunFolder {
  /// The folder.
  public let url: URL
  /// Whether a run in it is continued.
  public let isResumed: Bool
  private let lock: Int32

  /// Makes a new run's folder, or opens the folder of a run that is to go on.
  ///
  /// - Throws: ``TrainingError``: not empty and not resumed, nothing to resume, in use; `FileError` if it cannot be written.
  public init(_ url: URL, resume: Bool) throws {
    if resume {
      let recipe = url.appendingPathComponent("recipe.yml").path
      guard FileManager.default.fileExists(atPath: recipe) else { throw TrainingError.noRun(path: url.path) }
    } else if Self.isUsed(url) {
      throw TrainingError.usedRunFolder(path: url.path)
    }
    self.url = url
    isResumed = resume
    for folder in [url, url.appendingPathComponent("checkpoints"), url.appendingPathComponent("events")] {
      try FileSystem.createFolder(folder.path)
    }
    lock = open(url.appendingPathComponent(".lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    // The system releases the lock with the process, however that ends.
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw TrainingError.busyRunFolder(path: url.path)
    }
    AtomicFile.removeAbandoned(in: url.appendingPathComponent("checkpoints").path)
  }

  deinit { close(lock) }

  /// Whether a folder contains anything but what a run leaves that failed before its first step.
  private static func isUsed(_ url: URL) -> Bool {
    FileSystem.names(in: url.path).contains { name in
      switch name {
      // What came before the first step.
      case ".lock", "log.txt", "samples.json", "provenance.json": false
      case "checkpoints", "events": !FileSystem.names(in: url.appendingPathComponent(name).path).isEmpty
      default: true
      }
    }
  }

  /// The resolved recipe.
  public var recipe: URL { url.appendingPathComponent("recipe.yml") }
  /// What happened, line by line.
  public var log: URL { url.appendingPathComponent("log.txt") }
  /// The samples that the run started with.
  var samples: URL { url.appendingPathComponent("samples.json") }
  /// With what the run was made, session after session.
  public var provenance: URL { url.appendingPathComponent("provenance.json") }
  /// The training curve.
  public var trainingCurve: URL { url.appendingPathComponent("train.csv") }
  /// The validation curve.
  public var validationCurve: URL { url.appendingPathComponent("validation.csv") }
  /// TensorBoard's files.
  public var events: URL { url.appendingPathComponent("events") }
  /// The weights after the last epoch.
  public var last: URL { checkpoint("last") }
  /// The weights with the best validation score.
  public var best: URL { checkpoint("best") }
  /// The slots of the run's state, written in turns.
  var states: [URL] { (0..<2).map { checkpoint("state-\($0)") } }

  /// The picture after an epoch, counted from 1.
  func picture(epoch: Int) -> URL {
    let digits = String(epoch)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return url.appendingPathComponent("samples/epoch-\(padded).jpg")
  }

  private func checkpoint(_ name: String) -> URL {
    url.appendingPathComponent("checkpoints/\(name).safetensors")
  }
}
