/// What can go wrong between processes that work together.
public enum ProcessGroupError: Error, Equatable, CustomStringConvertible {
  /// The environment does not say in one way which of how many processes this is.
  case environment(reason: String)
  /// The processes did not find each other.
  case meeting(place: String, reason: String)
  /// An exchange failed. `ranks` gave no sign of life afterwards: they died, were stopped, or cannot be reached; empty if all did.
  case lost(ranks: [Int], size: Int, operation: String, reason: String)
  /// An exchange failed, and so did the store at which the processes meet.
  case storeLost(place: String, operation: String, reason: String)

  /// One line: who, what, and the remedy.
  public var description: String {
    switch self {
    case .environment(let reason): reason
    case .meeting(let place, let reason): "the processes did not meet at \(place): \(reason)"
    case .lost(let ranks, let size, let operation, let reason):
      "\(operation): \(Self.text(ranks, of: size)) (\(reason))"
    case .storeLost(let place, let operation, let reason):
      "\(operation): rank 0 or the launcher at \(place), where the processes meet, gives no sign of life (\(reason))"
    }
  }

  private static func text(_ ranks: [Int], of size: Int) -> String {
    guard !ranks.isEmpty else { return "the connections between the \(size) processes failed, though all are alive" }
    let list = ranks.map(String.init).joined(separator: ", ")
    return ranks.count == 1
      ? "rank \(list) of \(size) gives no sign of life" : "ranks \(list) of \(size) give no sign of life"
  }
}
