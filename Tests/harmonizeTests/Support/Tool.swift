import Foundation
import TestSupport
import Testing

/// The built `harmonize`, run as users run it.
enum Tool {
  /// What a run left behind.
  struct Result {
    let code: Int32
    let output: Data
    /// Lines on standard error.
    let errors: [String]

    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// A process that goes on.
  struct Running {
    let process: Process
    fileprivate let output: String
    fileprivate let errors: String

    /// What was printed up to now.
    func soFar() throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    }

    func wait() throws -> Result {
      process.waitUntilExit()
      let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self)
      return Result(
        code: process.terminationStatus, output: try Data(contentsOf: URL(fileURLWithPath: output)),
        errors: text.split(whereSeparator: \.isNewline).map(String.init))
    }
  }

  /// Runs to the end in `folder`, with caches and settings of its own and the generated weights as default model.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Result {
    try start(arguments, in: folder, input: input, environment: environment).wait()
  }

  static func start(
    _ arguments: [String], in folder: TemporaryFolder, input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Running {
    let streams = try folder.streams()
    try input.write(to: URL(fileURLWithPath: streams + "/input"))
    for name in ["output", "errors"] { try Data().write(to: URL(fileURLWithPath: "\(streams)/\(name)")) }
    let executable: URL = try #require(Self.executable, "no harmonize beside the tests; build the whole package")
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var variables = ProcessInfo.processInfo.environment.merging(Self.environment) { $1 }
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: streams + "/input"))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: streams + "/output"))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: streams + "/errors"))
    try process.run()
    return Running(process: process, output: streams + "/output", errors: streams + "/errors")
  }

  private static let environment = [
    "XDG_CACHE_HOME": SharedFolder.path + "/cache", "XDG_CONFIG_HOME": SharedFolder.path + "/config",
    "HARMONIZE_MODEL": SharedFolder.path + "/weights.safetensors", "COLUMNS": "80",
  ]

  private final class Marker {}

  /// The executable that was built with the tests: it lies beside their bundle.
  private static var executable: URL? {
    let bundles = [
      Bundle.main.executableURL?.deletingLastPathComponent(), Bundle.main.bundleURL,
      Bundle(for: Marker.self).bundleURL.deletingLastPathComponent(),
    ]
    return bundles.compactMap { $0?.appendingPathComponent("harmonize") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
  }
}
