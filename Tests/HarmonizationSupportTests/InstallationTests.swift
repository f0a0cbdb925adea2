import Foundation
import HarmonizationSupport
import TestSupport
import Testing

/// Where engines, models and recipes are looked for.
@Suite struct InstallationTests {
  private let engine = EngineLibrary(
    name: "engine", variable: "HARMONIZE_ENGINE", filePrefix: "libengine.so", layouts: ["", "lib"])

  private func installation(_ environment: [String: String] = [:]) -> Installation {
    Installation(environment: environment, executableFolder: "/opt/tool/bin", checkout: "/checkout")
  }

  private func folders(_ installation: Installation) -> [String] {
    installation.places(of: engine).filter { $0.origin != .system }.map(\.folder)
  }

  @Test func installedThenCheckout() {
    let expected = ["/opt/tool/lib/harmonize/engine", "/checkout/.deps/engine"]
    #expect(folders(installation()) == expected)
    #expect(folders(installation(["HARMONIZE_ENGINE": ""])) == expected)
    #expect(installation().mayAskSystem(for: engine))
    #expect(installation().sharedFolders(checkout: "Models") == ["/opt/tool/share/harmonize", "/checkout/Models"])
    #expect(
      installation().sharedFolders(installed: "recipes", checkout: "Recipes")
        == ["/opt/tool/share/harmonize/recipes", "/checkout/Recipes"])
  }

  @Test func whatTheUserSpecifiesExcludesTheRest() {
    let specified = installation(["HARMONIZE_ENGINE": "/mine"])
    #expect(specified.places(of: engine) == [.init(folder: "/mine", origin: .variable("HARMONIZE_ENGINE"))])
    #expect(!specified.mayAskSystem(for: engine))
    let system = installation(["HARMONIZE_ENGINE": "system"])
    #expect(folders(system) == [])
    #expect(system.mayAskSystem(for: engine))
  }

  @Test func theLibraryIsFoundInItsLayouts() throws {
    let folder = try TemporaryFolder()
    for name in ["lib/libengine.so.2", "lib/libengine.so.2.1", "libother.so", "libengine.a"] { try folder.write(name) }
    let place = Installation.Place(folder: folder.path, origin: .installation)
    #expect(place.libraries(of: engine) == [folder.file("lib/libengine.so.2")])
  }

  @Test func foldersOfTheUserFollowXDG() {
    let home = ["HOME": "/home/ada"]
    #expect(installation(home).configurationFolder == "/home/ada/.config/harmonize")
    let both = home.merging(["XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"]) { $1 }
    #expect(installation(both).configurationFolder == "/c/harmonize")
    #expect(installation(both).cacheFolder == "/k/swift-image-harmonization")
    // A relative path is to be ignored, says the specification.
    #expect(installation(home.merging(["XDG_CACHE_HOME": "k"]) { $1 }).cacheFolder.hasPrefix("/home/ada/"))
  }

  @Test func modelsAreInTheUsersData() {
    let home = ["HOME": "/home/ada"]
    #if os(macOS)
      #expect(installation(home).modelsFolder == "/home/ada/Library/Application Support/harmonize/models")
    #else
      #expect(installation(home).modelsFolder == "/home/ada/.local/share/harmonize/models")
    #endif
    let data = home.merging(["XDG_DATA_HOME": "/d"]) { $1 }
    #expect(installation(data).modelsFolder == "/d/harmonize/models")
    #expect(installation(data.merging(["HARMONIZE_MODELS": "mine"]) { $1 }).modelsFolder == "mine")
    #expect(installation(home.merging(["XDG_DATA_HOME": "d"]) { $1 }).modelsFolder.hasPrefix("/home/ada/"))
  }

  @Test func theCheckoutIsKnown() throws {
    let checkout = try #require(Installation.current.checkout)
    #expect(FileManager.default.fileExists(atPath: "\(checkout)/Package.swift"))
  }
}
