import CHarmonizationOpenVINO

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where OpenVINO is looked for.
struct SearchPath {
  /// Folders, first to last.
  var folders: [String]
  /// Names that the system's loader is asked for afterwards.
  var systemNames: [String]

  /// The folder that the user names, else the installed tool's, the checkout's, and the system's libraries.
  static var standard: SearchPath {
    if let named = ProcessInfo.processInfo.environment["HARMONIZE_OPENVINO"], !named.isEmpty {
      return SearchPath(folders: [named], systemNames: [])
    }
    var folders: [String] = []
    if let executable = ExecutableFolder.path {
      folders.append(executable + "/../lib/harmonize/openvino")
    }
    let dependencies = String(cString: copenvino_checkout_dependencies())
    if !dependencies.isEmpty { folders.append(dependencies + "/openvino") }
    #if os(macOS)
      folders.append("/opt/homebrew/lib")
    #endif
    return SearchPath(folders: folders, systemNames: names)
  }

  /// Every libopenvino_c below the folders: as unpacked by `make setup`, in a wheel, or in OpenVINO's archives.
  var files: [String] {
    folders.flatMap { folder in Self.layouts.compactMap { Self.library(in: folder + $0) } }
  }

  private static func library(in folder: String) -> String? {
    let contents = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return contents.filter { $0.hasPrefix("libopenvino_c.") }.min().map { folder + "/" + $0 }
  }

  private static let layouts = [
    "", "/lib", "/libs", "/openvino/libs", "/runtime/lib/intel64", "/runtime/lib/aarch64", "/runtime/lib/arm64/Release",
  ]

  #if os(macOS)
    private static let names = ["libopenvino_c.dylib"]
  #else
    private static let names = ["libopenvino_c.so.2641", "libopenvino_c.so"]
  #endif
}
