/// What can go wrong between a recipe and a trained network; every case names the file or value and what to do.
/// Files that cannot be read or written are `FileError`s.
public enum TrainingError: Error, Equatable, Sendable {
  /// No recipe has this name.
  case unknownRecipe(name: String, known: [String], searched: [String])
  /// A recipe cannot be used; the reason contains the key's path.
  case recipe(file: String, reason: String)
  /// A `key=value` from the command line cannot be used.
  case setting(text: String, reason: String)
  /// The folder contains something already, and resuming was not asked for.
  case usedRunFolder(path: String)
  /// There is no run in the folder to continue with.
  case noRun(path: String)
  /// Another process trains in the folder.
  case busyRunFolder(path: String)
  /// A run cannot go on with what it is given now.
  case incompatibleRun(path: String, reason: String)
  /// Both slots of a run's state are damaged.
  case damagedState(path: String, reasons: [String])
  /// The loss is NaN or infinite.
  case notFinite(loss: Double, step: Int, samples: [String])
  /// Weights, statistics or the optimizer's moments became NaN or infinite; nothing was written.
  case notFiniteState(step: Int, names: [String])
  /// Data that training cannot use.
  case data(path: String, reason: String)
  /// Another of the processes that train together failed.
  case peer(rank: Int, reason: String)
  /// A network gave no picture or one of another shape.
  case prediction(network: String, reason: String)
}

extension TrainingError: CustomStringConvertible {
  /// One line: where, what, and the remedy.
  public var description: String {
    switch self {
    case .unknownRecipe(let name, let known, let searched):
      "no recipe is called '\(name)'; known are \(known.isEmpty ? "none" : known.joined(separator: ", ")) "
        + "(looked into \(searched.joined(separator: ", "))); a path works as well"
    case .recipe(let file, let reason): "\(file): \(reason)"
    case .setting(let text, let reason): "--set \(text): \(reason)"
    case .usedRunFolder(let path):
      "\(path): not empty; name another run folder, or go on with the run in it by --resume"
    case .noRun(let path): "\(path): there is no run here to resume; leave --resume out to start one"
    case .busyRunFolder(let path): "\(path): another process is training here"
    case .incompatibleRun(let path, let reason): "\(path): cannot go on: \(reason)"
    case .damagedState(let path, let reasons):
      "\(path): both states are damaged (\(reasons.joined(separator: "; "))); start a new run, from its weights with "
        + "--set initialization.weights=\(path)/last.safetensors"
    case .notFinite(let loss, let step, let samples):
      "the loss became \(loss) at step \(step) with \(samples.joined(separator: ", ")); the last checkpoint is sound: "
        + "resume with a lower optimizer.learningRate or with optimizer.gradientClipNorm"
    case .notFiniteState(let step, let names):
      "\(names.prefix(4).joined(separator: ", "))\(names.count > 4 ? " and \(names.count - 4) more" : "") became NaN or infinite by "
        + "step \(step); nothing was written, the last checkpoint is sound: resume with a lower optimizer.learningRate or with "
        + "optimizer.gradientClipNorm"
    case .data(let path, let reason): "\(path): \(reason)"
    case .peer(let rank, let reason): "rank \(rank): \(reason)"
    case .prediction(let network, let reason): "\(network): \(reason)"
    }
  }
}
