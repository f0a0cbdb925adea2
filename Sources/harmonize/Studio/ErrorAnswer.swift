import ArgumentParser
import HarmonizationImaging
import HarmonizationOpenVINO
import HarmonizationServer
import ImageHarmonization

/// The command line's messages as answers of a server.
enum ErrorAnswer {
  /// The problem for an error.
  ///
  /// - Parameters:
  ///   - error: What was thrown.
  ///   - folder: The request's folder, which no message may show.
  static func problem(for error: any Error, in folder: String) -> Problem {
    if let problem = error as? Problem { return problem }
    let isUsage = Harmonize.exitCode(for: error) == .validationFailure
    let line = Failure.line(for: error, isUsage: false)
    let text = withoutPaths(line.replacing(folder + "/", with: "/")).trimmingPrefix("Error: ")
    return Problem(isUsage ? 400 : status(of: error), String(text))
  }

  private static func status(of error: any Error) -> Int {
    switch error {
    case ImagingError.libraryMissing, ImagingError.libraryTooOld, is OpenVINOError, HarmonizationError.noDefaultModel,
      HarmonizationError.missingModel:
      503
    case ImagingError.notAnImage, ImagingError.unsupported, ImagingError.unsupportedOutput:
      415
    case ImagingError.tooLarge: 413
    case is ImagingError, is HarmonizationError, is TransferError, is MaskMakingError, is Failure: 422
    default: 500
    }
  }

  /// A text in which every absolute path is only its last part: what folders this machine has is nobody's business.
  static func withoutPaths(_ text: String) -> String {
    var result = ""
    var word = ""
    func flush() {
      guard let start = word.firstIndex(of: "/"), word[..<start].allSatisfy({ "\"'(=".contains($0) }) else {
        result += word
        word = ""
        return
      }
      result += word[..<start] + word[start...].suffix(while: { $0 != "/" })
      word = ""
    }
    for character in text {
      if character.isWhitespace {
        flush()
        result.append(character)
      } else {
        word.append(character)
      }
    }
    flush()
    return result
  }
}

extension StringProtocol {
  fileprivate func suffix(while isWanted: (Character) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, isWanted(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
