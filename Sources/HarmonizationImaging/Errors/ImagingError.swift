import HarmonizationSupport

/// What can go wrong between files and pixels. Every case names the file or the parameter, and its description says what to do.
public enum ImagingError: Error, Equatable, Sendable {
  /// libvips is not installed, or none of the places searched contains a usable one. `reason` lists them.
  case libraryMissing(reason: String)
  /// libvips was found, but is older than what is needed.
  case libraryTooOld(version: String, path: String)
  /// A file cannot be opened, read, created or written.
  case file(FileError)
  /// The bytes are no image of any known format. `hint` says what they look like instead.
  case notAnImage(file: String, hint: String)
  /// An image, but of a format, size or pixel type that is not accepted.
  case unsupported(file: String, reason: String)
  /// The image starts well and is then cut off or corrupted.
  case damaged(file: String, detail: String)
  /// More pixels than the limit; most likely a decompression bomb.
  case tooLarge(file: String, width: Int, height: Int, limit: Int)
  /// Two images that must have the same size have not.
  case sizeMismatch(file: String, width: Int, height: Int, other: String, otherWidth: Int, otherHeight: Int)
  /// The alpha channel was asked for, and the image has none.
  case noAlpha(file: String)
  /// The output's format is unknown, or this libvips cannot write it, or it cannot hold such a picture.
  case unsupportedOutput(file: String, reason: String)
  /// The encoder failed for another reason.
  case encodingFailed(file: String, detail: String)
  /// The caller stopped the work; nothing was written.
  case cancelled(file: String)
  /// A parameter is out of its range.
  case invalidParameter(name: String, reason: String)
  /// Memory for the pixels could not be had, or an operation failed inside libvips.
  case processingFailed(file: String, detail: String)
}

extension ImagingError: CustomStringConvertible {
  /// One line: what happened, where, and the remedy.
  public var description: String {
    switch self {
    case .libraryMissing(let reason):
      "libvips is needed to read and write images and was not found (\(reason)); run `make setup`, or set HARMONIZE_VIPS "
        + "to the folder of an installed one"
    case .libraryTooOld(let version, let path):
      "libvips \(version) (\(path)) is too old: 8.14 or later is needed; run `make setup`, or upgrade it"
    case .file(let error): error.description
    case .notAnImage(let file, let hint): "\(file): cannot be used: \(hint)"
    case .unsupported(let file, let reason): "\(file): cannot be used: \(reason)"
    case .damaged(let file, let detail): "\(file): the image is damaged or cut off (\(detail)); get a fresh copy of it"
    case .tooLarge(let file, let width, let height, let limit):
      "\(file): \(width)x\(height) pixels are more than the limit of \(limit); raise the limit if the file is trusted"
    case .sizeMismatch(let file, let width, let height, let other, let otherWidth, let otherHeight):
      "\(file) is \(width)x\(height), but \(other) is \(otherWidth)x\(otherHeight); they must have the same size"
    case .noAlpha(let file): "\(file): has no alpha channel; use an image with transparency or a separate mask"
    case .unsupportedOutput(let file, let reason): "\(file): cannot be written: \(reason)"
    case .encodingFailed(let file, let detail): "\(file): encoding failed: \(detail)"
    case .cancelled(let file): "\(file): cancelled; nothing was written"
    case .invalidParameter(let name, let reason): "\(name): \(reason)"
    case .processingFailed(let file, let detail): "\(file): processing failed: \(detail)"
    }
  }
}

extension ImagingError {
  /// The error for a source that cannot be read.
  static func unreadable(_ reason: String, _ name: String) -> ImagingError {
    .file(FileError(.unreadable(reason), path: name))
  }
}
