import HarmonizationSupport

/// Why a file could not be fetched. Nothing of it is left.
public enum DownloadError: Error, Hashable, Sendable {
  /// libcurl is not there or cannot be used.
  case libraryMissing(reason: String)
  /// The address is none of http, https and file.
  case badAddress(String)
  /// No connection, or it ended too early; libcurl's reason.
  case unreachable(address: String, reason: String)
  /// The server has no such file, or does not give it; its status, such as 404.
  case refused(address: String, status: Int)
  /// The file could not be written.
  case file(FileError)
}

extension DownloadError: CustomStringConvertible {
  /// One line: what was wrong, and what to do.
  public var description: String {
    switch self {
    case .libraryMissing(let reason):
      "nothing can be fetched without libcurl (\(reason)); install it (Debian: apt-get install libcurl4), or fetch the file "
        + "with a browser"
    case .badAddress(let address): "'\(address)' is not an address; it begins with https://, http:// or file://"
    case .unreachable(let address, let reason):
      "\(address) cannot be fetched: \(reason); try again when the machine is online, or fetch the file elsewhere"
    case .refused(let address, let status):
      "\(address) cannot be fetched: the server answers \(status); the file may have moved"
    case .file(let error): "\(error)"
    }
  }
}
