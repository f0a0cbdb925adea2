import ArgumentParser
import HarmonizationImaging
import HarmonizationSupport

/// The command line: one subcommand per job, thin over the libraries.
@main
struct Harmonize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harmonize",
    abstract: "Recolours a pasted-in foreground to fit its background.",
    discussion: """
      harmonize photo composite.jpg mask.png

      The mask is white where the pasted object is. The result keeps the photo's size, sharpness, bit depth, colour \
      profile and metadata; the background does not change.
      """,
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Photos",
        subcommands: [
          PhotoCommand.self, MaskCommand.self, BatchCommand.self, WatchCommand.self, TransferCommand.self,
          ApplyCommand.self, ReportCommand.self,
        ]),
      CommandGroup(name: "Studio", subcommands: [StudioCommand.self, ServeCommand.self]),
      CommandGroup(name: "Video", subcommands: [VideoCommand.self, FramesCommand.self]),
      CommandGroup(
        name: "Models",
        subcommands: [
          ModelsCommand.self, NetworksCommand.self, InspectCommand.self, ConvertCommand.self, AverageCommand.self,
          ExportCommand.self,
        ]),
      CommandGroup(
        name: "Training",
        subcommands: [
          TrainCommand.self, EvaluateCommand.self, CompareCommand.self, SynthesizeCommand.self, PackCommand.self,
        ]),
      CommandGroup(name: "Research", subcommands: [ForwardCommand.self, BenchmarkCommand.self, FlickerCommand.self]),
    ])

  /// Runs the command that the arguments name. ArgumentParser's own `main` would print a usage text below every error.
  static func main() async {
    do {
      var command = try await asyncParseAsRoot(Array(FileName.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      try Quit.successfully()
    } catch { Failure.exit(error) }
  }
}

/// The tool's version.
enum Version {
  static let text = "0.2.0"
}
