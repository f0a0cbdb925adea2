/// A graph after exact rewrites: it computes what the original computes, from parameters that are derived from the
/// original's.
///
/// Start from ``init(_:)``, apply passes, and read ``value(of:from:)`` for every parameter of ``graph``.
public struct RewrittenGraph: Sendable {
  /// The graph as it is now; it lists only the parameters that its nodes read.
  public internal(set) var graph: Graph
  /// How parameters come about that no checkpoint contains.
  var derivations: [String: Derivation] = [:]

  /// A parameter computed from others.
  struct Derivation: Sendable {
    let sources: [String]
    /// The value in C order from the sources' values.
    let compute: @Sendable ([[Double]]) -> [Double]
  }

  /// The graph as it is described, without rewrites.
  public init(_ graph: Graph) { self.graph = graph }

  /// The value of one of the graph's parameters in C order; `lookup` gives the original's state entries by name.
  ///
  /// - Throws: what `lookup` throws.
  public func value(of name: String, from lookup: (String) throws -> [Double]) rethrows -> [Double] {
    guard let derivation = derivations[name] else { return try lookup(name) }
    return derivation.compute(try derivation.sources.map { try value(of: $0, from: lookup) })
  }

  /// Whether the parameter is the original's own, so that its bytes can be used as they are.
  public func isStored(_ name: String) -> Bool { derivations[name] == nil }

  /// Every exact rewrite that pays in inference, in the order in which they build on one another.
  ///
  /// - Throws: ``GraphError`` if a pass broke the graph, which would be a mistake in the pass.
  public func optimizedForInference() throws -> RewrittenGraph {
    try removingDropout().foldingBatchNormalization().foldingScales().simplifyingBlend()
  }
}
