/// A sample that cannot be used.
public struct BadSample: Sendable, Equatable, Codable {
  /// The sample's name, or the line of a list that should name one.
  public let name: String
  /// Why, with the file and the remedy.
  public let reason: String

  /// A sample and why it cannot be used.
  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

extension Sample {
  /// Why nothing can be learned from the sample; nil if it is fine.
  ///
  /// A mask without foreground gives a small loss and teaches nothing. So does one whose foreground is 1 instead of 255.
  var problem: String? {
    let brightest = mask.samples.max() ?? 0
    if brightest == 0 { return "its mask is black everywhere; paint the pasted object white" }
    if brightest < 32 {
      return "its mask's brightest value is \(brightest) of 255, which counts as background; "
        + "if its values are labels, such as 0 and 1, multiply them by 255"
    }
    guard mask.samples.contains(where: { $0 < 255 }) else {
      return "its mask is white everywhere; paint what was not pasted black"
    }
    return nil
  }
}

/// Collects problems, so that all of them can be told at once.
struct ProblemList {
  private(set) var samples: [BadSample] = []
  private var first: (any Error)?

  /// Runs `body`, and keeps the error that it throws.
  mutating func collect(_ name: String, _ body: () throws -> Void) {
    do { try body() } catch {
      first = first ?? error
      samples.append(BadSample(name: name, reason: "\(error)"))
    }
  }

  /// Throws what was collected, unless that is allowed; `others` are the samples without a problem.
  func check(isAllowed: Bool, of others: Int) throws {
    guard !isAllowed, let first else { return }
    throw samples.count == 1 ? first : DataError.badSamples(samples, total: samples.count + others)
  }
}
