import Foundation
import Testing

/// The self-declared part of libvips's interface against its headers, on machines that have them.
@Suite struct ABITests {
  static let flags: [String]? = output(of: ["pkg-config", "--cflags", "vips"])?.split(separator: " ").map(String.init)
  static let hasCompiler = output(of: ["cc", "--version"]) != nil

  @Test(.enabled(if: flags != nil && hasCompiler, "libvips's headers are not installed"))
  func declarationsMatchTheHeaders() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let command =
      [
        "cc", "-fsyntax-only", "-w", "-I\(root)/Sources/CHarmonizationVips/include",
        "-I\(root)/Sources/CHarmonizationVips",
      ]
      + (Self.flags ?? []).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } + ["\(root)/Tests/abi/vips_abi.c"]
    #expect(Self.output(of: command.filter { !$0.isEmpty }) != nil, "\(command.joined(separator: " ")) fails")
  }

  /// Standard output of a command; nil where it is missing or fails.
  private static func output(of command: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    // Into a file: reading a pipe may be interrupted by the end of the process.
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("abi-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path),
      (try? setOutput(of: process, to: file)) != nil
    else { return nil }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return try? String(contentsOfFile: path, encoding: .utf8)
  }

  private static func setOutput(of process: Process, to file: FileHandle) throws {
    process.standardOutput = file
    process.standardError = FileHandle.nullDevice
    try process.run()
  }
}
