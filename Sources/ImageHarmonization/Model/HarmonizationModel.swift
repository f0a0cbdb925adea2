import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationPixels

/// A network of the catalogue with trained weights, held against each other.
public struct HarmonizationModel: Sendable {
  /// Which network it is.
  public let configuration: Configuration
  /// Its weights, complete and in the network's order.
  public let weights: StateDictionary
  /// The mean and spread that its inputs are normalised with.
  public let normalization: Normalization
  /// Identifies network and weights in the cache of compiled models.
  public let fingerprint: Fingerprint
  /// What the user should know about how the weights were found; nil if there was nothing to choose.
  public private(set) var notice: String?

  /// Joins a network and weights.
  ///
  /// - Throws: `CheckpointError` listing all missing, unexpected and mis-shaped tensors, or naming one with values that are not
  ///   finite; `GraphError`.
  public init(_ configuration: Configuration, weights: StateDictionary) throws {
    let graph = try configuration.graph()
    self.configuration = configuration
    self.weights = try weights.validated(against: graph.parameters)
    try self.weights.checkFinite()
    normalization = try weights.normalization() ?? Normalization(configuration.normalization)
    fingerprint = Fingerprint(of: self.weights, named: configuration.name)
  }

  /// Reads a `.pth` or `.safetensors` file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - network: the configuration's name; nil takes it from the file's metadata or finds the one that the weights fit.
  /// - Throws: `CheckpointError` for an unreadable file, ``HarmonizationError`` where no or several networks fit.
  public init(contentsOf path: String, network: String? = nil) throws {
    let file = try Checkpoint(path: path)
    let configuration = try Self.configuration(of: file.state, named: network, path: path)
    do { try self.init(configuration, weights: file.state) } catch let error as CheckpointError {
      throw error.naming(file: path)
    }
    notice = Self.notice(file, path)
  }

  private static func configuration(
    of state: StateDictionary, named network: String?, path: String
  ) throws -> Configuration {
    if let name = network ?? state.configuration {
      guard let configuration = Catalogue.configuration(name) else {
        throw CatalogueError.unknown(name, known: Catalogue.configurations.map(\.name))
      }
      return configuration
    }
    let fitting = try configurations(fitting: state)
    guard let configuration = fitting.first else {
      throw HarmonizationError.noNetworkFits(file: path, tensors: state.count)
    }
    guard fitting.count == 1 else {
      throw HarmonizationError.severalNetworksFit(file: path, names: fitting.map(\.name))
    }
    return configuration
  }

  private static func notice(_ file: Checkpoint, _ path: String) -> String? {
    guard file.isAveraged else { return nil }
    let place = file.wrapper.map { " (\($0))" } ?? ""
    let rest = file.others.isEmpty ? "" : "; not used: \(file.others.joined(separator: ", "))"
    return "\(path): the weights averaged over training are used\(place)\(rest)"
  }

  /// The configurations whose state entries are exactly those of `state`.
  public static func configurations(fitting state: StateDictionary) throws -> [Configuration] {
    try Catalogue.configurations.filter { configuration in
      let parameters = try configuration.graph().parameters
      guard parameters.count == state.count else { return false }
      return (try? state.validated(against: parameters)) != nil
    }
  }
}

extension ChannelNormalization {
  /// As weights files store it.
  init(_ stored: Normalization) { self.init(mean: stored.mean, deviation: stored.standardDeviation) }
}

extension Normalization {
  /// A network's own.
  public init(_ normalization: InputNormalization) {
    self.init(mean: normalization.mean, standardDeviation: normalization.deviation)
  }
}
