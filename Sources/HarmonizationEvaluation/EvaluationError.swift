import HarmonizationSupport

/// What can go wrong while predictions are measured, summarized, compared or written.
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An image does not have the size or the channels of the image it is compared with.
  case shapeMismatch(image: String, expected: ImageShape, found: ImageShape)
  /// An image does not hold as many samples as its size and channels say.
  case wrongSampleCount(image: String, expected: Int, found: Int)
  /// An image contains a sample that is not a finite number.
  case notFinite(image: String)
  /// PSNR with the peak `max(target)` does not exist for a target that is black everywhere.
  case blackTarget
  /// The mask has no foreground, so a mean over the foreground does not exist.
  case emptyForeground
  /// No protocol has this name.
  case unknownProtocol(name: String, known: [String])
  /// There is nothing to measure or to compare.
  case nothingToEvaluate(reason: String)
  /// Results cannot be put side by side.
  case notComparable(reason: String)
  /// A file cannot be read or written.
  case file(FileError)
  /// A file was read but does not hold what it should.
  case malformed(file: String, reason: String)

  /// What was wrong, where, and what to do about it, in one line.
  public var description: String {
    switch self {
    case .shapeMismatch(let image, let expected, let found):
      "\(image) is \(found) but should be \(expected); composite, mask, target and prediction must have one size"
    case .wrongSampleCount(let image, let expected, let found):
      "\(image) contains \(found) samples where its size asks for \(expected)"
    case .notFinite(let image):
      "\(image) contains samples that are not finite numbers; the predictor diverged or its weights are damaged"
    case .blackTarget:
      "the target is black everywhere, so PSNR with the peak max(target) does not exist; use a protocol with the peak 255"
    case .emptyForeground:
      "the mask has no foreground; check that it is white where the object is"
    case .unknownProtocol(let name, let known):
      "no evaluation protocol is named '\(name)'; known are \(known.joined(separator: ", "))"
    case .nothingToEvaluate(let reason):
      "nothing to evaluate: \(reason)"
    case .notComparable(let reason):
      "these results cannot be compared: \(reason)"
    case .file(let error): error.description
    case .malformed(let file, let reason):
      "\(file) is not an evaluation result: \(reason); write one with `harmonize evaluate --json`"
    }
  }
}

/// Width, height and samples per pixel of an image, for messages.
public struct ImageShape: Equatable, Sendable, CustomStringConvertible {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Samples per pixel.
  public let channels: Int

  /// A shape of `width` x `height` pixels with `channels` samples each.
  public init(width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
  }

  /// For example `256x256 with 3 channels`.
  public var description: String { "\(width)x\(height) with \(channels) channel\(channels == 1 ? "" : "s")" }
}
