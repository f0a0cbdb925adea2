import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationTorch

/// Where libtorch is looked for, and what is said when it is not there.
struct TorchLoaderTests {
  private func loader(named folder: String? = nil, checkout: String = "/nowhere") -> TorchLoader {
    TorchLoader(
      installation: Installation(
        environment: folder.map { ["HARMONIZE_TORCH": $0] } ?? [:], executableFolder: "/opt/tool/bin",
        checkout: checkout))
  }

  @Test func looksInTheOrderOfPrecedence() {
    let paths = loader(named: "/mine", checkout: "/checkout").shimFolders
    #expect(paths.first == "/mine")
    #expect(paths.dropFirst().first == "/opt/tool/lib/harmonize/torch")
    #expect(paths.last == "/checkout/.deps/torch")
  }

  @Test func aNamedFolderWithoutTheLibraryIsAnError() {
    let problem = #expect(throws: TorchError.self) { try loader(named: "/nowhere/torch").load() }
    #expect(problem.map(\.description)?.contains("HARMONIZE_TORCH is /nowhere/torch") == true)
    #expect(problem.map(\.description)?.contains("make setup-torch") == true)
  }

  @Test func anotherVersionIsAnError() throws {
    let folder = try TemporaryFolder()
    for suffix in ["so", "dylib"] { try folder.write("lib/libtorch_cpu.\(suffix)", "") }
    try folder.write("version.py", "__version__ = '1.13.1+cu117'\n")
    let problem = #expect(throws: TorchError.self) { try loader(named: folder.path).load() }
    #expect(problem.map(\.description)?.contains("of torch 1.13.1+cu117, not 2.11") == true)
  }

  @Test(.needsTorch) func theLibraryWorks() throws {
    #expect(try TorchLibrary.version().hasPrefix(TorchLibrary.supportedVersion + "."))
    #expect(try Device.available().contains(.cpu))
  }

  /// A GPU that the system shows must also be seen by libtorch, where it was built for CUDA.
  @Test(.needsTorch, .enabled(if: FileManager.default.fileExists(atPath: "/dev/nvidia0"), "there is no NVIDIA GPU"))
  func cudaIsSeen() throws {
    #expect(try Device.available().contains(.cuda(index: 0)), "\(TorchLibrary.cudaProblem ?? "libtorch is CPU only")")
  }

  @Test(arguments: [("cpu", Device.cpu), ("cuda", .cuda(index: 0)), ("cuda:3", .cuda(index: 3)), ("mps", .mps)])
  func devicesHaveNames(name: String, device: Device) { #expect(Device(name) == device) }

  @Test(arguments: ["", "gpu", "cuda:", "cuda:-1", "cuda:999", "CPU"])
  func otherNamesAreNoDevices(name: String) { #expect(Device(name) == nil) }
}
