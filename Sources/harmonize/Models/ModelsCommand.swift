import ArgumentParser
import Foundation
import HarmonizationSupport
import ImageHarmonization

/// `harmonize models`
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Lists trained weights: what is here, and what can be had.",
    subcommands: [List.self, GetModelCommand.self], defaultSubcommand: List.self)

  /// `harmonize models list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the weights in the models folder, and published ones.",
      discussion: """
        Weights in the models folder are found by their name: -w PCTNet_ViT. The folder is $HARMONIZE_MODELS, else \
        harmonize/models in $XDG_DATA_HOME or ~/.local/share. A file is "as published" if its bytes are known to be. Figures are \
        the authors' own, on iHarmony4; those of different protocols must not be compared. Nothing is fetched unless \
        'harmonize models get' is called.

        Examples:
          harmonize models
          harmonize models --json > models.json
        """)

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
      let report = ModelReport(ModelFolder())
      guard json else { return print(report.text, terminator: "") }
      try OutputFile.write(try OutputFile.json(report), to: "-")
    }
  }
}
