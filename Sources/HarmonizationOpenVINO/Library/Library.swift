import CHarmonizationOpenVINO

/// OpenVINO's functions, loaded once per process.
///
/// `@unchecked`: the table is filled before it is shared and never changes.
struct Library: @unchecked Sendable {
  let functions: COpenVINOFunctions
  /// The file or the bare name that was loaded.
  let path: String

  /// The library that this process uses, searched for on first use.
  static func shared() throws -> Library { try cached.get() }

  private static let cached: Result<Library, OpenVINOError> = load(from: SearchPath.standard)

  /// Loads the first usable library of a search path; else reports the first that was there but unusable.
  static func load(from search: SearchPath) -> Result<Library, OpenVINOError> {
    var failure: OpenVINOError?
    for candidate in search.files + search.systemNames {
      switch open(candidate) {
      case (let library?, _): return .success(library)
      case (nil, let error): failure = failure ?? error
      }
    }
    return .failure(failure ?? .libraryMissing(searched: search.folders + search.systemNames))
  }

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
