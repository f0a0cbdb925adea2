import Foundation
import HarmonizationSupport
import ImageHarmonization
import Synchronization

/// Networks that stay compiled between requests, one for each model.
final class LoadedMethods: Sendable {
  private struct Key: Hashable {
    let path: String
    let changed: Int
    let network: String?
    let flips: Bool?
  }

  private let loaded = Mutex<[(key: Key, method: NetworkMethod)]>([])
  private let standard: WeightsOptions
  private let backend: InferenceBackend

  /// More models than this are not kept in memory at the same time.
  private static let capacity = 4

  /// - Parameters:
  ///   - weights: The model that is used where none is named.
  ///   - backend: What runs networks.
  init(weights: WeightsOptions, backend: InferenceBackend) { (standard, self.backend) = (weights, backend) }

  /// The names that clients may use.
  var names: [String] { ["default"] + ModelFolder().fileNames }

  /// The file of a name.
  ///
  /// - Parameter name: One of ``names``, with or without its suffix; nil for the default. Paths are not taken: clients must not learn what
  ///   files this machine has.
  func path(_ name: String?) throws -> String {
    guard let name, name != "default" else { return try standard.path() }
    guard let path = ModelFolder().file(named: name), !name.contains("/") else {
      throw Failure("\(name): there are no weights of this name; /api/v1/models lists what there is")
    }
    return path
  }

  /// A network, compiled or about to be.
  ///
  /// - Parameters:
  ///   - name: As for ``path(_:)``.
  ///   - network: Its network, where the file does not say.
  ///   - flips: Whether to average with the mirrored picture; nil for its own way.
  func method(_ name: String? = nil, network: String? = nil, flips: Bool? = nil) throws -> NetworkMethod {
    let path = try path(name)
    let isStandard = name == nil || name == "default"
    let key = Key(
      path: path, changed: FileFacts(path)?.changed ?? 0, network: network ?? (isStandard ? standard.network : nil),
      flips: flips)
    return try loaded.withLock { loaded in
      if let index = loaded.firstIndex(where: { $0.key == key }) {
        let found = loaded.remove(at: index)
        loaded.append(found)
        return found.method
      }
      let model = try HarmonizationModel(contentsOf: path, network: key.network)
      let method = NetworkMethod(model, backend: backend, flips: flips)
      loaded = loaded.suffix(Self.capacity - 1) + [(key, method)]
      return method
    }
  }
}
