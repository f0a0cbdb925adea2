import CHarmonizationCurl
import HarmonizationSupport

/// libcurl's functions, loaded when the first file is fetched.
///
/// `@unchecked`: the table is filled before it is shared and never changes.
struct CurlLibrary: @unchecked Sendable {
  let functions: CCurlFunctions

  /// The first usable library of the installation's places and of the system.
  static func load(by installation: Installation) throws(DownloadError) -> CurlLibrary {
    let places = installation.places(of: .curl)
    let names = installation.mayAskSystem(for: .curl) ? systemNames : []
    var reasons: [String] = []
    for path in places.flatMap({ $0.libraries(of: .curl) }) + names {
      switch open(path) {
      case .success(let library): return library
      case .failure(let reason): reasons.append(reason.text)
      }
    }
    throw .libraryMissing(reason: reasons.first ?? "none in \(places.map(\.folder).joined(separator: ", "))")
  }

  #if os(macOS)
    private static let systemNames = ["libcurl.4.dylib"]
  #else
    private static let systemNames = ["libcurl.so.4", "libcurl-gnutls.so.4"]
  #endif

  private struct Reason: Error {
    let text: String
  }

  private static func open(_ path: String) -> Result<CurlLibrary, Reason> {
    var message = [CChar](repeating: 0, count: 1024)
    var functions = CCurlFunctions()
    guard ccurl_load(path, &functions, &message, message.count) else {
      return .failure(
        Reason(text: "\(path): \(FileName.text(message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))))"))
    }
    return .success(CurlLibrary(functions: functions))
  }
}

extension EngineLibrary {
  /// libcurl, which the system has, or one that the user specifies.
  static let curl = EngineLibrary(
    name: "curl", variable: "HARMONIZE_CURL", filePrefix: "libcurl", layouts: ["", "lib"])
}
