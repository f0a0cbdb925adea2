import ArgumentParser
import HarmonizationCheckpoints
import HarmonizationDownload
import HarmonizationSupport
import ImageHarmonization

/// `harmonize models get`
struct GetModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetches published weights into the models folder.",
    discussion: """
      The address is the one that 'harmonize models' shows, or that of --from. A file that is known by its SHA-256 (or its name in \
      git) is checked and refused if it differs; any other is read, and refused if it is not the network's. It appears in the folder \
      when all of it is there. Mind its licence.

      Examples:
        harmonize models get PCTNet_ViT
        harmonize models get PCTNet_ViT --from https://example.org/PCTNet_ViT.pth
        harmonize photo composite.jpg mask.png -w PCTNet_ViT
      """)

  @Argument(help: "A name from 'harmonize models'.")
  var name: String

  @Option(help: ArgumentHelp("Fetch from here: https, http or file.", valueName: "address"))
  var from: String?

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func run() throws {
    let (model, address) = try source()
    let folder = ModelFolder().path
    let path = "\(folder)/\(model.fileName)"
    guard overwrite || !FileSystem.exists(path) else {
      throw Failure("'\(path)' is there already; --overwrite fetches it once more")
    }
    let interruption = Interruption(isFinal: true)
    defer { withExtendedLifetime(interruption) {} }
    let download = try Download(agent: "harmonize/\(Version.text)")
    try FileSystem.createFolder(folder)
    StandardError.print("\(address), \(model.licence)")
    let line = StatusLine(interval: .milliseconds(100), elsewhere: .seconds(10))
    do {
      try download.fetch(address, to: path, progress: { Self.show($0, on: line) }) {
        try check($0, is: model, from: address)
      }
    } catch {
      line.finish()
      throw error
    }
    line.finish()
    print("\(path): \(model.network ?? ""); use it with -w \(model.name)")
  }

  /// The model and where it is fetched from.
  private func source() throws -> (PublishedModel, address: String) {
    guard let model = PublishedModel.named(name) else {
      let names = PublishedModel.all.filter { $0.address != nil }.map(\.name)
      throw Failure("no published model is called '\(name)'; known are \(names.joined(separator: ", "))")
    }
    if model == .shipped { throw Failure("the default model comes with the tool; nothing is fetched") }
    guard model.network != nil else { throw Failure("\(model.name) is not read by this tool yet; see \(model.page)") }
    guard let address = from ?? model.address else {
      throw Failure("\(model.name) is not at a plain address; see \(model.page) and use --from")
    }
    return (model, address)
  }

  /// Refuses what is not the model.
  private func check(_ path: String, is model: PublishedModel, from address: String) throws {
    if let identity = model.identity {
      guard try identity.matches(path) else {
        throw Failure("\(address) is not the published \(model.fileName) (\(identity)); nothing was kept")
      }
      return
    }
    do { _ = try HarmonizationModel(contentsOf: path, network: model.network) } catch {
      throw Failure("\(address) does not have the weights of \(model.network ?? ""); nothing was kept")
    }
    let file = try MappedFile(path)
    let digits = withExtendedLifetime(file) { SHA256.hexadecimal(file.bytes.bindMemory(to: UInt8.self).span) }
    StandardError.print("note: this file's SHA-256 is not known here, it was read as \(model.network ?? ""): \(digits)")
  }

  private static func show(_ progress: Download.Progress, on line: StatusLine) {
    line.show(isLast: progress.received == progress.expected) { _ in
      let megabytes = progress.received / 1_000_000
      guard let expected = progress.expected, expected > 0 else { return "\(megabytes) MB" }
      return "\(megabytes) of \(expected / 1_000_000) MB (\(100 * progress.received / expected) %)"
    }
  }
}
