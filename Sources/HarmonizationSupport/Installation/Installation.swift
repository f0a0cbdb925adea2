import Foundation

/// Where this copy of the tool looks for its engines, models, recipes and caches: the one place that knows.
///
/// The order is the same for all of them: what the user specifies in the environment, what was installed with the tool, what
/// the checkout contains that it was built in, and, for engines, what the system has.
public struct Installation: Sendable {
  /// The environment's variables; an empty one counts as not set.
  public var environment: [String: String]
  /// The folder of the running program, links resolved, so that an installed tree may be moved or linked to.
  public var executableFolder: String?
  /// The checkout that the tool was built in; it may be gone by now.
  public var checkout: String?

  /// The running program's.
  public static let current = Installation(
    environment: ProcessInfo.processInfo.environment, executableFolder: runningExecutable.map(FileSystem.folder),
    checkout: sourceCheckout)

  /// - Parameters:
  ///   - environment: Variables.
  ///   - executableFolder: The folder of the program, nil if it is not known.
  ///   - checkout: The package's folder, nil if there is none.
  public init(environment: [String: String], executableFolder: String?, checkout: String?) {
    self.environment = environment
    self.executableFolder = executableFolder
    self.checkout = checkout
  }

  /// The value of a variable; nil if it is not set or empty.
  public func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Folders with files of a kind that are installed in `share/harmonize`, best first: installed, then the checkout's.
  ///
  /// - Parameters:
  ///   - installed: The folder below `share/harmonize`; empty for that folder itself.
  ///   - folder: The folder below the checkout.
  public func sharedFolders(installed: String = "", checkout folder: String) -> [String] {
    let share = installedRoot.map { "\($0)/share/harmonize" + (installed.isEmpty ? "" : "/\(installed)") }
    return [share, checkout.map { "\($0)/\(folder)" }].compactMap { $0 }
  }

  /// The user's configuration: `$XDG_CONFIG_HOME/harmonize` or `~/.config/harmonize`.
  public var configurationFolder: String { (variable("XDG_CONFIG_HOME") ?? "\(home)/.config") + "/harmonize" }

  /// The user's cache: `$XDG_CACHE_HOME` (an absolute path), `~/Library/Caches` on macOS, else `~/.cache`; in it
  /// `swift-image-harmonization`.
  public var cacheFolder: String {
    #if os(macOS)
      let standard = "\(home)/Library/Caches"
    #else
      let standard = "\(home)/.cache"
    #endif
    let specified = variable("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (specified ?? standard) + "/swift-image-harmonization"
  }

  /// The user's models: `$HARMONIZE_MODELS`, or `harmonize/models` in `$XDG_DATA_HOME` (an absolute path), in
  /// `~/Library/Application Support` on macOS, else in `~/.local/share`.
  public var modelsFolder: String {
    if let specified = variable(Self.modelsVariable) { return specified }
    #if os(macOS)
      let standard = "\(home)/Library/Application Support"
    #else
      let standard = "\(home)/.local/share"
    #endif
    let specified = variable("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (specified ?? standard) + "/harmonize/models"
  }

  /// The environment variable with which the user specifies another ``modelsFolder``.
  public static let modelsVariable = "HARMONIZE_MODELS"

  /// The prefix that the tool was installed into: the folder above that of the executable.
  var installedRoot: String? { executableFolder.map(FileSystem.folder) }

  /// The account's home folder is a fallback only, as for every other tool that keeps to XDG.
  private var home: String { variable("HOME") ?? NSHomeDirectory() }

  /// The checkout, as the compiler saw this file.
  private static var sourceCheckout: String? {
    let suffix = "/Sources/HarmonizationSupport/Installation/Installation.swift"
    let file = #filePath
    return file.hasSuffix(suffix) ? String(file.dropLast(suffix.count)) : nil
  }

  private static var runningExecutable: String? {
    #if os(Linux)
      let path: String? = "/proc/self/exe"
    #else
      let path = Bundle.main.executablePath
    #endif
    return path.map(AtomicFile.resolvingLinks)
  }
}
