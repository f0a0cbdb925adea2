import ArgumentParser
import Foundation
import HarmonizationTraining

/// What is trained on.
struct TrainingDataOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "iHarmony4 folders (their training lists), folders with images and masks, or generated:COUNT.",
      valueName: "path"))
  var data: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Data to validate on after each epoch (iHarmony4: test lists); by default the test lists of --data, if any.",
      valueName: "path"))
  var validation: [String] = []

  @Option(
    help: ArgumentHelp("CSV with the photos' categories (columns name and category, or kind).", valueName: "file"))
  var labels: String?

  /// Opens the data.
  func open(shortSide: Int?) throws -> TrainingData {
    try TrainingData(training: data, validation: validation, labels: labels, shortSide: shortSide)
  }

  /// As on the command line.
  var arguments: [String] {
    ["--data"] + data + (validation.isEmpty ? [] : ["--validation"] + validation)
      + (labels.map { ["--labels", $0] } ?? [])
  }
}
