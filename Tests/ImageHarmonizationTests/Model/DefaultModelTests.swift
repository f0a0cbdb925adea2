import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import ImageHarmonization

@Suite("The default model's place")
struct DefaultModelTests {
  private static func installation(_ environment: [String: String]) -> Installation {
    Installation(environment: environment, executableFolder: "/opt/tool/bin", checkout: "/checkout")
  }

  private static func file(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data([1]).write(to: url)
  }

  @Test("The environment's file comes first; it must exist")
  func environment() throws {
    let folder = try TemporaryFolder()
    let variables = ["HARMONIZE_MODEL": folder.file("named"), "XDG_CONFIG_HOME": folder.file("config")]
    try Self.file(folder.file("config/harmonize/default.safetensors"))
    #expect(throws: HarmonizationError.missingModel(path: folder.file("named"), variable: "HARMONIZE_MODEL")) {
      try DefaultModel.path(by: Self.installation(variables))
    }
    try Self.file(folder.file("named"))
    #expect(try DefaultModel.path(by: Self.installation(variables)) == folder.file("named"))
  }

  @Test("Then the user's configuration folder, also where the variable is empty")
  func configuration() throws {
    let folder = try TemporaryFolder()
    try Self.file(folder.file("config/harmonize/default.safetensors"))
    try Self.file(folder.file("home/.config/harmonize/default.safetensors"))
    let home = ["HOME": folder.file("home"), "HARMONIZE_MODEL": ""]
    let both = home.merging(["XDG_CONFIG_HOME": folder.file("config")]) { $1 }
    #expect(try DefaultModel.path(by: Self.installation(both)) == folder.file("config/harmonize/default.safetensors"))
    let ownHome = folder.file("home/.config/harmonize/default.safetensors")
    #expect(try DefaultModel.path(by: Self.installation(home)) == ownHome)
    #expect(try DefaultModel.path(by: Self.installation(home.merging(["XDG_CONFIG_HOME": ""]) { $1 })) == ownHome)
  }

  @Test("Then the installed one, then a checkout's")
  func candidates() {
    #expect(
      DefaultModel.candidates(by: Self.installation(["HOME": "/home/ada"])) == [
        "/home/ada/.config/harmonize/default.safetensors", "/opt/tool/share/harmonize/default.safetensors",
        "/checkout/Models/default.safetensors",
      ])
  }
}
