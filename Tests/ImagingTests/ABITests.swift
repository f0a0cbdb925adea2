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
      ["cc", "-fsyntax-only", "-w", "-I\(root)/Sources/CVips/include", "-I\(root)/Sources/CVips"]
      + (Self.flags ?? []).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } + ["\(root)/Tests/abi/vips_abi.c"]
    #expect(Self.output(of: command.filter { !$0.isEmpty }) != nil, "\(command.joined(separator: " ")) fails")
  }

  /// Standard output of a command; nil where it is missing or fails.
  private static func output(of command: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
