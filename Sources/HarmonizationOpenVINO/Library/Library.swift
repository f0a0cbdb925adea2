import CHarmonizationOpenVINO
import HarmonizationSupport

/// OpenVINO's functions, loaded once per process.
///
/// `@unchecked`: the table is filled before it is shared and never changes.
struct Library: @unchecked Sendable {
  let functions: COpenVINOFunctions
  /// The file or the bare name that was loaded.
  let path: String

  /// The library that this process uses, searched for on first use.
  static func shared() throws -> Library { try cached.get() }

  private static let cached = load(from: Installation.current)

  /// Loads the first usable library of the places; else reports the first that was there but unusable.
  static func load(from installation: Installation) -> Result<Library, OpenVINOError> {
    load(
      installation.places(of: .openVINO), systemNames: installation.mayAskSystem(for: .openVINO) ? systemNames : [])
  }

  /// As ``load(from:)``; the names are those that the system's loader is asked for afterwards.
  static func load(_ places: [Installation.Place], systemNames: [String]) -> Result<Library, OpenVINOError> {
    var failure: OpenVINOError?
    for candidate in places.flatMap({ $0.libraries(of: .openVINO) }) + systemNames {
      switch open(candidate) {
      case (let library?, _): return .success(library)
      case (nil, let error): failure = failure ?? error
      }
    }
    return .failure(failure ?? .libraryMissing(searched: places.map(\.folder) + systemNames))
  }

  #if os(macOS)
    private static let systemNames = ["libopenvino_c.dylib"]
  #else
    private static let systemNames = ["libopenvino_c.so.2641", "libopenvino_c.so"]
  #endif

  /// The library, or why it is unusable; neither for a bare name that the loader does not know.
  private static func open(_ path: String) -> (Library?, OpenVINOError?) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { message in
      message.initialize(repeating: 0)
      return withUnsafeTemporaryAllocation(of: COpenVINOFunctions.self, capacity: 1) { table in
        guard let functions = table.baseAddress, let text = message.baseAddress else { return (nil, nil) }
        let result = copenvino_load(path, functions, text, message.count)
        if result == COVLoaded { return (Library(functions: functions.pointee, path: path), nil) }
        if result == COVNotLoadable, !path.contains("/") { return (nil, nil) }
        return (nil, .libraryUnusable(path: path, reason: String(cString: text)))
      }
    }
  }
}

extension EngineLibrary {
  /// OpenVINO as unpacked by `make setup`, in a wheel, or in OpenVINO's archives.
  static let openVINO = EngineLibrary(
    name: "openvino", variable: "HARMONIZE_OPENVINO", filePrefix: "libopenvino_c.",
    layouts: [
      "", "lib", "libs", "openvino/libs", "runtime/lib/intel64", "runtime/lib/aarch64", "runtime/lib/arm64/Release",
    ])
}
