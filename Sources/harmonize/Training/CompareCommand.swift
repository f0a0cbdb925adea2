import ArgumentParser
import Foundation
import HarmonizationEvaluation

/// `harmonize compare`
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Puts evaluations side by side, with paired differences from the first.",
    discussion: """
      Only images that all have measured count; protocols must be the same.

      Examples:
        harmonize compare base.json ours.json
        harmonize compare base.json a.json b.json --html comparison.html
      """)

  @Argument(help: "JSON files of 'harmonize evaluate', the one to compare with first.")
  var results: [String]

  @Option(help: ArgumentHelp("Write means and differences as JSON.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page with tables and plots.", valueName: "file"))
  var html: String?

  func run() throws {
    let comparison = try Comparison(try results.map { try EvaluationResult(json: URL(fileURLWithPath: $0)) })
    print(comparison.textReport(), terminator: "")
    if let json { try comparison.writeJSON(to: URL(fileURLWithPath: json)) }
    if let html { try comparison.writeHTML(to: URL(fileURLWithPath: html)) }
  }
}
