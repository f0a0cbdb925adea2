import Foundation
import HarmonizationCheckpoints
import HarmonizationNetworks
import TestSupport
import Testing

@Suite("harmonize models")
struct ModelsTests {
  private let folder: TemporaryFolder
  private let environment: [String: String]

  init() throws {
    folder = try TemporaryFolder()
    environment = ["HARMONIZE_MODELS": folder.file("models"), "no_proxy": "127.0.0.1"]
  }

  private func run(_ arguments: String...) throws -> Tool.Result {
    try Tool.run(arguments, in: folder, environment: environment)
  }

  private func weights(_ network: String) throws -> [UInt8] {
    try Checkpoint.write(TensorGenerator().state(for: Catalogue.graph(network)), to: folder.file("made"))
    defer { try? FileManager.default.removeItem(atPath: folder.file("made")) }
    return Array(try folder.data("made"))
  }

  @Test("The list fits 80 columns and says what is here, what is known and what can be had")
  func list() throws {
    let empty = try run("models")
    #expect(empty.code == 0 && empty.text.contains("no models yet"), "\(empty.errors)")
    #expect(empty.text.contains("PCTNet_ViT") && empty.text.contains("not read by this tool yet"))
    try folder.write(weights("CNN_pct"), to: "models/PCTNet_CNN.pth")
    try folder.write("models/broken.safetensors", "x")
    try folder.write("models/notes.txt", "x")
    let list = try run("models")
    #expect(list.text.contains("differs from the published file") && list.text.contains("CNN_pct"))
    #expect(list.text.contains("cannot be read") && !list.text.contains("notes"))
    for text in [empty.text, list.text] {
      let lines = text.split(separator: "\n").filter { !$0.contains("/") }
      #expect(lines.allSatisfy { $0.count <= 80 })
    }
    let json = try run("models", "--json")
    let report = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    let published = try #require(report["published"] as? [[String: Any]])
    #expect(published.contains { $0["name"] as? String == "PCTNet_ViT" && $0["licence"] as? String == "MPL-2.0" })
  }

  @Test("The model that ships is known by its SHA-256, whatever its name")
  func known() throws {
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Models")
    let shipped = try Data(contentsOf: checkout.appendingPathComponent("default.safetensors"))
    try folder.write(shipped, to: "models/renamed.safetensors")
    let list = try run("models")
    #expect(list.text.contains("as published (default)"), "\(list.text)")
  }

  @Test("Weights are found by their name in the folder; a published name that is not there leads to 'get'")
  func names() throws {
    try folder.write(weights("improved_dih256"), to: "models/Mine.safetensors")
    for name in ["Mine", "mine", "Mine.safetensors"] {
      let result = try run("inspect", name)
      #expect(result.code == 0 && result.text.contains("improved_dih256"), "\(result.errors)")
    }
    let published = try run("inspect", "pctnet_vit")
    #expect(published.code != 0 && published.errors.last?.contains("harmonize models get PCTNet_ViT") == true)
    let unknown = try run("inspect", "nothing")
    #expect(unknown.code != 0 && unknown.errors.last?.contains("`harmonize models` lists") == true)
    let path = try run("inspect", "./nothing")
    #expect(path.code != 0 && path.errors.last?.contains("./nothing") == true)
  }

  @Test("get keeps what it can recognize, and nothing else")
  func get() throws {
    let server = try LocalServer([
      "/idih.pth": .file(weights("improved_dih256")), "/vit.pth": .file(weights("ViT_pct_add")),
      "/page": .file(Array("<html>".utf8)),
    ])
    let good = try run("models", "get", "idih256", "--from", server.address("/idih.pth"))
    #expect(good.code == 0 && good.errors.contains { $0.contains("SHA-256 is not known") }, "\(good.errors)")
    #expect(folder.contents == ["models", "models/idih256.pth"])
    #expect(try run("inspect", "idih256").code == 0)
    let again = try run("models", "get", "idih256", "--from", server.address("/idih.pth"))
    #expect(again.code != 0 && again.errors.last?.contains("--overwrite") == true)
    let refused: [([String], String)] = [
      (["PCTNet_ViT", "--from", server.address("/vit.pth")], "not the published"),
      (["issam256", "--from", server.address("/page")], "does not have the weights"),
      (["issam256", "--from", server.address("/idih.pth")], "does not have the weights"),
      (["issam256", "--from", server.address("/none")], "404"),
      (["issam256", "--from", "nonsense"], "not an address"),
      (["harmonizer"], "not read"), (["default"], "comes with the tool"), (["other"], "known are"),
    ]
    for (arguments, reason) in refused {
      let result = try Tool.run(["models", "get"] + arguments, in: folder, environment: environment)
      #expect(result.code != 0 && result.errors.last?.contains(reason) == true, "\(arguments): \(result.errors)")
    }
    #expect(folder.contents == ["models", "models/idih256.pth"])
  }

  @Test("Without a connection, one line says so")
  func offline() throws {
    let gone = try LocalServer([:]).address("/a.pth")
    let result = try run("models", "get", "PCTNet_ViT", "--from", gone)
    #expect(result.code != 0 && result.errors.last?.contains("online") == true, "\(result.errors)")
    #expect(folder.contents == ["models"])
  }

  @Test("Help fits 80 columns", arguments: [["models", "list"], ["models", "get"], ["models"]])
  func help(command: [String]) throws {
    let result = try Tool.run(command + ["--help"], in: folder)
    #expect(result.code == 0 && result.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}
