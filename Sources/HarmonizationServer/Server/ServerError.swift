/// Why a server does not start.
public enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The address cannot be listened at.
  case address(String, reason: String)
  /// An address that other machines reach needs a token.
  case tokenNeeded(host: String)
  /// The folder for temporary files cannot be used.
  case folder(String)

  /// One line for people, with the remedy.
  public var description: String {
    switch self {
    case .address(let address, let reason):
      "\(address): cannot listen there: \(reason); choose another --host or --port"
    case .tokenNeeded(let host):
      "--host \(host): other machines reach this address; set a secret of at least 16 characters with --token"
    case .folder(let reason): "no folder for temporary files: \(reason); set TMPDIR to a folder that can be written"
    }
  }
}
