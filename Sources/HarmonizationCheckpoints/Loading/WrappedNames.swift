/// The names of weights without what training programs put in front of them: `module.` (DataParallel), `_orig_mod.`
/// (torch.compile), `model.` (Lightning), an averaged copy beside the raw one (`ema_model.`, `online_model.`).
struct WrappedNames {
  /// The names as saved that are weights, in order, each with its plain form.
  private(set) var names: [(saved: String, plain: String)]
  /// The components that were removed in front of all names, outermost first.
  private(set) var prefixes: [String] = []
  /// Whether an averaged copy was taken and the raw weights beside it left out.
  private(set) var isAveraged = false

  /// - Parameter saved: The names of a state dictionary.
  init(_ saved: [String]) {
    let weights = saved.filter { !Self.counters.contains($0) }
    names = (weights.isEmpty ? saved : weights).map { ($0, $0) }
    while prefixes.count < Self.maximumDepth, removeComponent() {}
  }

  /// Numbers that averaging programs keep beside the weights; no network has such names.
  private static let counters: Set<String> = ["n_averaged", "initted", "step"]
  private static let raw: Set<String> = [
    "module", "_orig_mod", "model", "net", "network", "online_model", "_forward_module", "_fsdp_wrapped_module",
  ]
  private static let averaged: Set<String> = [
    "ema_model", "ema", "averaged_model", "model_ema", "ema_net", "swa_model",
  ]
  private static let maximumDepth = 8

  /// Removes the outermost component if it wraps the whole network.
  private mutating func removeComponent() -> Bool {
    var parts: [String: [(saved: String, plain: String)]] = [:]
    for name in names {
      guard let dot = name.plain.firstIndex(of: ".") else { return false }
      let inner = String(name.plain[name.plain.index(after: dot)...])
      parts[String(name.plain[..<dot]), default: []].append((name.saved, inner))
    }
    guard parts.keys.allSatisfy({ Self.raw.contains($0) || Self.averaged.contains($0) }) else { return false }
    guard let component = parts.count == 1 ? parts.keys.first : Self.averagedCopy(parts) else { return false }
    names = parts[component] ?? []
    prefixes.append(component)
    isAveraged = isAveraged || Self.averaged.contains(component)
    return true
  }

  /// The averaged one of two copies of the same network; nil if these are not two copies.
  private static func averagedCopy(_ parts: [String: [(saved: String, plain: String)]]) -> String? {
    guard parts.count == 2, let component = parts.keys.first(where: averaged.contains),
      let other = parts.keys.first(where: raw.contains)
    else { return nil }
    func plain(_ component: String) -> Set<String> { Set(WrappedNames(parts[component]?.map(\.plain) ?? []).plain) }
    return plain(component) == plain(other) ? component : nil
  }

  /// The plain names.
  var plain: [String] { names.map(\.plain) }
}

extension StateDictionary {
  /// The weights under their plain names, and what was removed.
  func unwrapped() -> (state: StateDictionary, names: WrappedNames) {
    let wrapped = WrappedNames(names)
    let entries = wrapped.names.compactMap { name in self[name.saved].map { (name.plain, $0) } }
    return (StateDictionary(entries, metadata: metadata), wrapped)
  }
}
