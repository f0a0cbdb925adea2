import ArgumentParser
import Foundation
import HarmonizationServer

/// Where a server listens, and what it takes.
struct ServerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The address to listen at; one that other machines reach needs --token.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port; 0 takes any that is free.", valueName: "n"))
  var port = 7869

  @Option(
    help: ArgumentHelp(
      "A secret of at least 16 characters that programs must send (Authorization: Bearer SECRET); $HARMONIZE_TOKEN by default.",
      valueName: "secret"))
  var token: String?

  @Option(help: ArgumentHelp("Largest request in MiB.", valueName: "n"))
  var maxBody = 512

  @Option(help: ArgumentHelp("Largest picture in megapixels.", valueName: "n"))
  var maxPixels = 400

  @Option(help: ArgumentHelp("Pictures in work at the same time.", valueName: "n"))
  var jobs = 2

  @Option(help: ArgumentHelp("Requests that may wait; more are answered with 429.", valueName: "n"))
  var waiting = 16

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
    guard (1...65536).contains(maxBody) else { throw ValidationError("--max-body must be between 1 and 65536") }
    guard (1...2000).contains(maxPixels) else { throw ValidationError("--max-pixels must be between 1 and 2000") }
    guard (1...64).contains(jobs) else { throw ValidationError("--jobs must be between 1 and 64") }
    guard (0...4096).contains(waiting) else { throw ValidationError("--waiting must be between 0 and 4096") }
  }

  /// The library's form.
  func options(page: Bool) -> HarmonizationServer.Options {
    var options = HarmonizationServer.Options()
    options.host = host
    options.port = port
    options.token = token ?? ProcessInfo.processInfo.environment["HARMONIZE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    options.hasPage = page
    options.limits.bodyBytes = maxBody << 20
    options.limits.pixels = maxPixels * 1_000_000
    (options.limits.running, options.limits.waiting) = (jobs, waiting)
    return options
  }
}
