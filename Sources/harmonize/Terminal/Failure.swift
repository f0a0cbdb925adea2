import ArgumentParser
import Foundation

/// Something that keeps a command from doing its job, found by the command itself; the text says what to do.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Failure {
  /// Ends the process as `error` demands: help and versions are printed, everything else is one line on standard error.
  static func exit(_ error: any Error) -> Never {
    let code = Harmonize.exitCode(for: error)
    if code == .success { Harmonize.exit(withError: error) }
    if !(error is ExitCode) { StandardError.print(line(for: error, isUsage: code == .validationFailure)) }
    Quit.now(code.rawValue)
  }

  /// `Error: ...` in one line; a wrong argument is followed by where the command's help is.
  static func line(for error: any Error, isUsage: Bool) -> String {
    let lines = Harmonize.message(for: error).split(whereSeparator: \.isNewline)
    // ArgumentParser lists long choices one below the other.
    let message = lines.map { $0.drop { $0 == " " } }.joined(separator: " ").replacing(" - ", with: " ")
    guard isUsage else { return "Error: \(message)" }
    let help = Harmonize.fullMessage(for: error).split(separator: "'").last { $0.hasSuffix(" --help") }
    return "Error: \(message) (see '\(help ?? "harmonize --help")')"
  }
}
