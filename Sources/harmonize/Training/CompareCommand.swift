import ArgumentParser
import Foundation
import HarmonizationEvaluation

/// `harmonize compare`
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Puts evaluations side by side, with paired differences from the first.",
    discussion: """
      Only images that all have measured count; protocols must be the same. CSV files are further columns: they have a line for each \
      image with its name and mse, fmse and psnr, if need be also subset and method, as PCT-Net's repository publishes them. They do \
      not say their protocol; that of the first is assumed.

      Examples:
        harmonize compare base.json ours.json
        harmonize compare base.json a.json b.json --html comparison.html
        harmonize compare ours.json evaluation_PCTNet_ViT.csv
      """)

  @Argument(help: "JSON files of 'harmonize evaluate', the one to compare with first, and CSV files.")
  var results: [String]

  @Option(help: ArgumentHelp("Write means and differences as JSON.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page with tables and plots.", valueName: "file"))
  var html: String?

  func run() throws {
    let comparison = try Comparison(try read())
    print(comparison.textReport(), terminator: "")
    if let json { try comparison.writeJSON(to: URL(fileURLWithPath: json)) }
    if let html { try comparison.writeHTML(to: URL(fileURLWithPath: html)) }
  }

  /// The results in the files' order; of a CSV file one for each method.
  private func read() throws -> [EvaluationResult] {
    var read: [EvaluationResult] = []
    for path in results {
      let url = URL(fileURLWithPath: path)
      guard path.lowercased().hasSuffix(".csv") else {
        read.append(try EvaluationResult(json: url))
        continue
      }
      guard let first = read.first else {
        throw ValidationError("'\(path)': the first is a JSON file of 'harmonize evaluate', which says the protocol")
      }
      read += try MetricsTable(csv: url).results(on: first)
      StandardError.print("note: \(path) says no protocol; its figures are taken as \(first.evaluation.summary)")
    }
    return read
  }
}
