import CHarmonizationVips
import Foundation

/// Where libvips may be, in the order in which the places are tried.
enum SearchPath {
  /// One place.
  struct Folder {
    let path: String
    /// Who named it, for messages.
    let origin: String
    /// True where the user named it: it is an error if the library is not there.
    var isRequired = false

    /// The files that would be the library.
    var candidates: [String] {
      ["", "lib/", "lib64/"].flatMap { prefix in fileNames.map { "\(path)/\(prefix)\($0)" } }
    }
  }

  #if os(macOS)
    static let fileNames = ["libvips.42.dylib"]
    /// Homebrew's folders are not on the loader's own path.
    static let systemNames = fileNames + ["/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"]
  #else
    static let fileNames = ["libvips.so.42"]
    static let systemNames = fileNames
  #endif

  /// The user's folder, the installed tool's, the checkout's.
  static func standard(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String? = Bundle.main.executablePath,
    deps: String = String(cString: cvips_deps_directory())
  ) -> [Folder] {
    var folders: [Folder] = []
    if let named = environment["HARMONIZE_VIPS"], !named.isEmpty {
      folders.append(Folder(path: named, origin: "HARMONIZE_VIPS", isRequired: true))
    }
    if let executable {
      let bin = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
      let installed = bin.deletingLastPathComponent().appendingPathComponent("lib/harmonize").path
      folders.append(Folder(path: installed, origin: "installation"))
      folders.append(Folder(path: installed + "/vips", origin: "installation"))
    }
    if !deps.isEmpty { folders.append(Folder(path: deps + "/vips", origin: "checkout")) }
    return folders
  }
}
