/// Why a colour transfer could not be fitted.
public enum TransferError: Error, Equatable, Sendable {
  /// Two pictures that must agree in size do not.
  case sizeMismatch(what: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
  /// A picture has the wrong number of channels.
  case wrongChannels(what: String, channels: Int, expected: Int)
  /// A sample is NaN or infinite; a network that overflowed gives such pictures.
  case notFinite(what: String, x: Int, y: Int)
  /// The mask has no foreground, so there is nothing to fit.
  case emptyMask
  /// A parameter is out of its range.
  case invalidParameter(name: String, value: String, allowed: String)
}

extension TransferError: CustomStringConvertible {
  /// One line: what was wrong, and what to do.
  public var description: String {
    switch self {
    case .sizeMismatch(let what, let width, let height, let expectedWidth, let expectedHeight):
      "\(what) is \(width)x\(height), but \(expectedWidth)x\(expectedHeight) is needed; resize it first"
    case .wrongChannels(let what, let channels, let expected):
      "\(what) has \(channels) channels; \(expected) are needed"
    case .notFinite(let what, let x, let y):
      "\(what) is not a finite number at column \(x), row \(y); check the weights, or run the network in 32-bit precision"
    case .emptyMask: "the mask has no foreground; mark the pasted object with white"
    case .invalidParameter(let name, let value, let allowed): "\(name) is \(value); allowed: \(allowed)"
    }
  }
}
