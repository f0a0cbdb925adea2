import ArgumentParser

@main
struct Harmonize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Recolours a pasted-in foreground to fit its background.")
}
