import CHarmonizationTorch
import Foundation

/// Finds and opens libtorch and the library that connects it (`libharmonize_torch`), by path, in this order: the folder in
/// HARMONIZE_TORCH, the installed tool's `lib/harmonize/torch`, the checkout's `.deps/torch`, the system's loader.
struct TorchLoader {
  #if os(macOS)
    private static let suffix = "dylib"
  #else
    private static let suffix = "so"
  #endif

  var environment = ProcessInfo.processInfo.environment
  var executable = Bundle.main.executableURL?.resolvingSymlinksInPath()
  var checkout = String(cString: harmonize_torch_checkout_engines())

  func load() throws(TorchError) -> (api: TorchAPI, cudaProblem: String?) {
    let folder = try libraryFolder()
    try checkVersion(of: folder)
    try openCore(in: folder)
    let cudaProblem = openCUDA(in: folder)
    return (try openShim(), cudaProblem)
  }

  /// Whether libtorch lies in one of the folders, usable or not, or was named by the user.
  var isPresent: Bool {
    guard let folder = try? libraryFolder() else { return !(environment["HARMONIZE_TORCH"] ?? "").isEmpty }
    return exists(folder, "libtorch_cpu")
  }

  /// Folders that may hold the engine, best first.
  var candidates: [URL] {
    var folders: [URL] = []
    if let named = environment["HARMONIZE_TORCH"], !named.isEmpty { folders.append(URL(fileURLWithPath: named)) }
    if let executable {
      let tool = executable.deletingLastPathComponent()
      folders += [
        tool.deletingLastPathComponent().appending(path: "lib/harmonize/torch"), tool.appending(path: "torch"),
      ]
    }
    if !checkout.isEmpty { folders.append(URL(fileURLWithPath: checkout).appending(path: "torch")) }
    return folders
  }

  /// The folder with libtorch's libraries; nil where only the system's loader can know.
  private func libraryFolder() throws(TorchError) -> URL? {
    let named = environment["HARMONIZE_TORCH"] ?? ""
    for (index, candidate) in candidates.enumerated() {
      for folder in [candidate.appending(path: "lib"), candidate, candidate.appending(path: "torch/lib")]
      where exists(folder, "libtorch_cpu") { return folder }
      if index == 0, !named.isEmpty {
        throw .unavailable(reason: "HARMONIZE_TORCH names \(named), where there is no libtorch_cpu.\(Self.suffix)")
      }
    }
    return nil
  }

  private func exists(_ folder: URL, _ library: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "\(library).\(Self.suffix)").path)
  }

  /// Reads the version that every wheel carries; another one would fail later and less clearly.
  private func checkVersion(of folder: URL?) throws(TorchError) {
    guard let file = folder?.deletingLastPathComponent().appending(path: "version.py"),
      let text = try? String(contentsOf: file, encoding: .utf8),
      let match = text.firstMatch(of: /__version__ = '([^']+)'/)
    else { return }
    guard match.1.hasPrefix(TorchLibrary.supportedVersion + ".") else {
      throw .unavailable(reason: "\(file.path) is of torch \(match.1), not \(TorchLibrary.supportedVersion)")
    }
  }

  private func openCore(in folder: URL?) throws(TorchError) {
    for library in ["libc10", "libtorch_cpu"] {
      if let problem = open(folder, library) { throw .unavailable(reason: problem) }
    }
  }

  /// CUDA registers itself when its library is opened; nothing else would open it.
  private func openCUDA(in folder: URL?) -> String? {
    guard let folder, exists(folder, "libtorch_cuda") else { return nil }
    return open(folder, "libtorch_cuda")
  }

  private func openShim() throws(TorchError) -> TorchAPI {
    let name = "libharmonize_torch.\(Self.suffix)"
    let places = candidates.flatMap { [$0, $0.appending(path: "lib")] }.map { $0.appending(path: name).path }
    guard let path = places.first(where: FileManager.default.fileExists(atPath:)) else {
      throw .unavailable(reason: "\(name) is in none of \(candidates.map(\.path))")
    }
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { throw .unavailable(reason: Self.loaderMessage()) }
    guard let symbol = dlsym(library, HARMONIZE_TORCH_ENTRY) else {
      throw .unavailable(reason: "\(path) is not the library that connects libtorch")
    }
    let entry = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> TorchAPI?).self)
    guard let api = entry(HARMONIZE_TORCH_ABI) else {
      throw .unavailable(reason: "\(path) is of another version of this program")
    }
    return api
  }

  /// Opens a library for all that come later; returns what went wrong.
  private func open(_ folder: URL?, _ library: String) -> String? {
    let name = "\(library).\(Self.suffix)"
    let path = folder?.appending(path: name).path ?? name
    return dlopen(path, RTLD_NOW | RTLD_GLOBAL) == nil ? Self.loaderMessage() : nil
  }

  private static func loaderMessage() -> String { dlerror().map { String(cString: $0) } ?? "the loader gave no reason" }
}
