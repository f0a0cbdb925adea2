/// What synthesis made and threw away.
public struct SynthesisReport: Sendable, Equatable, Codable {
  /// Composites in the lists, those of earlier runs included.
  public var composites = 0
  /// Composites that were there already.
  public var reused = 0
  /// Composites by method.
  public var methods: [RecolouringMethod: Int] = [:]
  /// Attempts thrown away, by rule.
  public var rejections: [RecolouringRejection: Int] = [:]
  /// Photos of which no composite could be made, by name.
  public var withoutComposite: [String] = []
  /// Photos that could not be read, with the reason.
  public var failures: [String: String] = [:]

  /// Nothing yet.
  public init() {}
}

/// What became of one photo; kept beside the pictures while a run is under way, so that another run can go on.
struct PhotoOutcome: Sendable, Equatable, Codable {
  var composites: [Made] = []
  var rejections: [RecolouringRejection] = []
  var failure: String?
  var wasThere = false
  /// `SynthesisOptions.fingerprint` of the run.
  var settings: UInt64 = 0

  struct Made: Sendable, Equatable, Codable {
    var name: String
    var method: RecolouringMethod
  }
}
