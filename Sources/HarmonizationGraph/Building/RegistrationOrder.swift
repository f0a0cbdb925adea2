/// PyTorch's state-dictionary order: depth first through the modules, siblings in order of registration.
enum RegistrationOrder {
  static func sorted(_ entries: [(path: Path, spec: ParameterSpec)]) -> [ParameterSpec] {
    sorted(entries[...], depth: 0)
  }

  private static func sorted(_ entries: ArraySlice<(path: Path, spec: ParameterSpec)>, depth: Int) -> [ParameterSpec] {
    var groups: [String: [(path: Path, spec: ParameterSpec)]] = [:]
    var order: [(rank: Int, firstUse: Int, name: String)] = []
    for (index, entry) in entries.enumerated() {
      let name = entry.path.names[depth]
      if groups[name] == nil { order.append((entry.path.ranks[depth], index, name)) }
      groups[name, default: []].append(entry)
    }
    order.sort { ($0.rank, $0.firstUse) < ($1.rank, $1.firstUse) }
    return order.flatMap { place -> [ParameterSpec] in
      let group = groups[place.name] ?? []
      let own = group.filter { $0.path.names.count == depth + 1 }.map(\.spec)
      return own + sorted(group.filter { $0.path.names.count > depth + 1 }[...], depth: depth + 1)
    }
  }
}
