import CHarmonizationTorch
import Foundation
import HarmonizationSupport

/// Finds and opens libtorch and the library that connects it (`libharmonize_torch`), by path: libtorch in the folder in
/// HARMONIZE_TORCH or else with the tool or by the system's loader, the connecting library in any of these folders.
struct TorchLoader {
  #if os(macOS)
    private static let suffix = "dylib"
  #else
    private static let suffix = "so"
  #endif

  private static let engine = EngineLibrary(
    name: "torch", variable: "HARMONIZE_TORCH", filePrefix: "libtorch_cpu.\(suffix)",
    layouts: ["lib", "", "torch/lib"])

  var installation = Installation.current

  func load() throws(TorchError) -> (api: TorchAPI, cudaProblem: String?) {
    let folder = try libraryFolder()
    try checkVersion(of: folder)
    try openCore(in: folder)
    let cudaProblem = openCUDA(in: folder)
    return (try openShim(), cudaProblem)
  }

  /// Whether libtorch is in one of the folders, usable or not, or was specified by the user.
  var isPresent: Bool { places.contains { !$0.libraries(of: Self.engine).isEmpty } || isSpecified }

  private var isSpecified: Bool { installation.variable(Self.engine.variable) != nil }

  /// Folders that may contain libtorch, best first.
  private var places: [Installation.Place] { installation.places(of: Self.engine) }

  /// Folders that may contain the connecting library, best first: an installed torch of the user's own does not.
  var shimFolders: [String] {
    let own = installation.ownPlaces(of: Self.engine)
    return (places.filter { !own.contains($0) } + own).map(\.folder)
  }

  /// The folder with libtorch's libraries; nil if only the system's loader can know.
  private func libraryFolder() throws(TorchError) -> URL? {
    for place in places {
      if let library = place.libraries(of: Self.engine).first {
        return URL(fileURLWithPath: FileSystem.folder(of: library))
      }
      if case .variable(let name) = place.origin {
        throw .unavailable(reason: "\(name) is \(place.folder), which has no libtorch_cpu.\(Self.suffix)")
      }
    }
    return nil
  }

  private func exists(_ folder: URL, _ library: String) -> Bool {
    FileSystem.exists(folder.appending(path: "\(library).\(Self.suffix)").path)
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
    let sources = harmonize_torch_sources()
    let name = "libharmonize_torch-\(XXH64.hexadecimal(sources)).\(Self.suffix)"
    let files = shimFolders.flatMap { ["\($0)/\(name)", "\($0)/lib/\(name)"] }
    guard let path = files.first(where: FileSystem.exists) else {
      let folders = shimFolders.joined(separator: ", ")
      throw .unavailable(reason: "\(name), which fits this program, is in none of \(folders)")
    }
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { throw .unavailable(reason: Self.loaderMessage()) }
    guard let symbol = dlsym(library, HARMONIZE_TORCH_ENTRY) else {
      throw .unavailable(reason: "\(path) is not the library that connects libtorch")
    }
    let entry = unsafeBitCast(symbol, to: (@convention(c) (UInt64) -> TorchAPI?).self)
    guard let api = entry(sources) else {
      throw .unavailable(reason: "\(path) was made from other sources than this program")
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
