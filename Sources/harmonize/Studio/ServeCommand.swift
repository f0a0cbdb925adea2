import ArgumentParser
import Foundation
import HarmonizationServer

/// `harmonize serve`
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Harmonizes for other programs, over HTTP on this machine.",
    discussion: """
      The options are those of 'harmonize photo' as fields of a form, and the answer has the bytes that it would write. \
      GET /api/openapi.json describes everything.

      Examples:
        harmonize serve
        curl -F composite=@a.jpg -F mask=@mask.png -F strength=0.8 \\
            http://127.0.0.1:7869/api/v1/harmonize -o result.jpg
      """)

  @OptionGroup(title: "Server") var server: ServerOptions
  @OptionGroup(title: "Model") var weights: WeightsOptions
  @OptionGroup(title: "Network") var engine: EngineOptions

  func run() async throws {
    let serving = try Serving(server.options(page: false), weights: weights, engine: engine)
    print("listening at \(serving.address)")
    try await serving.run()
  }
}

/// `harmonize studio`
struct StudioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "studio", abstract: "Opens the studio, a page in the browser, served by this machine to itself.",
    discussion: """
      Pictures stay on this machine, and the page works without the internet. It is there until Ctrl-C. Programs find the \
      interface of 'harmonize serve' at the same address.

      Examples:
        harmonize studio
        harmonize studio --port 0 --no-browser
      """)

  @OptionGroup(title: "Server") var server: ServerOptions
  @OptionGroup(title: "Model") var weights: WeightsOptions
  @OptionGroup(title: "Network") var engine: EngineOptions

  @Flag(help: "Only print the address.")
  var noBrowser = false

  func run() async throws {
    let serving = try Serving(server.options(page: true), weights: weights, engine: engine)
    print("the studio is at \(serving.address) (Ctrl-C ends it)")
    if !noBrowser { Browser.open(serving.address) }
    try await serving.run()
  }
}

/// A server and what it works with.
private struct Serving {
  private let server: HarmonizationServer
  private let methods: LoadedMethods
  // Listens to signals before anyone is told the address.
  private let interruption = Interruption()

  var address: String { server.address }

  init(_ options: HarmonizationServer.Options, weights: WeightsOptions, engine: EngineOptions) throws {
    methods = LoadedMethods(weights: weights, backend: try engine.backend())
    server = try HarmonizationServer(
      PhotoService(methods, limits: options.limits), options: options, version: Version.text)
  }

  /// Answers until a signal comes, then finishes what is in work.
  func run() async throws {
    fflush(nil)
    let (server, methods, interruption) = (server, methods, interruption)
    // The first visitor need not wait for the default model; a model that cannot be had is reported with the first picture.
    let warming = Thread { _ = try? methods.method() }
    warming.start()
    await withCheckedContinuation { continuation in
      let thread = Thread {
        server.run { interruption.isRequested }
        continuation.resume()
      }
      thread.start()
    }
  }
}

/// The user's browser.
private enum Browser {
  /// Shows a page if there is a program for it; the address was printed in any case.
  static func open(_ address: String) {
    #if os(macOS)
      let names = ["/usr/bin/open"]
    #else
      let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      let names = folders.map { "\($0)/xdg-open" }
    #endif
    guard let name = names.first(where: FileManager.default.isExecutableFile) else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: name)
    process.arguments = [address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try? process.run()
  }
}
