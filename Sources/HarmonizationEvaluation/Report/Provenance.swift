/// With what figures or weights were made, so that they can be made again and told apart from others.
public struct Provenance: Sendable, Equatable, Codable {
  /// A set of samples.
  public struct DataSet: Sendable, Equatable, Codable {
    /// What it was used for: `training`, `validation`, `evaluation`.
    public var role: String
    /// The places as they were named.
    public var paths: [String]
    /// The number of samples.
    public var samples: Int
    /// A hash of all names and of the pixels of a few samples.
    public var hash: String

    /// A set of samples and its use.
    public init(role: String, paths: [String], samples: Int, hash: String) {
      self.role = role
      self.paths = paths
      self.samples = samples
      self.hash = hash
    }
  }

  /// A file that was read.
  public struct File: Sendable, Equatable, Codable {
    /// Where it is.
    public var path: String
    /// A hash of its bytes; nil if it could not be read again.
    public var hash: String?

    /// A file and the hash of its bytes.
    public init(path: String, hash: String?) {
      self.path = path
      self.hash = hash
    }
  }

  /// When it began, in ISO 8601.
  public var date: String
  /// The command line.
  public var command: [String]
  /// Versions of the tool, the system and the engines, by name.
  public var versions: [String: String]
  /// What data were used.
  public var data: [DataSet]
  /// What weights were read.
  public var weights: [File]
  /// The processes that worked together; nil for one.
  public var processes: Int?
  /// The engine that ran the network, such as `openvino`; nil for methods without one.
  public var engine: String?
  /// The device, such as `cpu` or `cuda:0`; nil for methods without a network.
  public var device: String?
  /// Threads of the network.
  public var threads: Int?
  /// The arithmetic, such as `float32`.
  public var precision: String?

  /// A record without data and weights.
  public init(date: String, command: [String], versions: [String: String]) {
    self.date = date
    self.command = command
    self.versions = versions
    data = []
    weights = []
  }
}
