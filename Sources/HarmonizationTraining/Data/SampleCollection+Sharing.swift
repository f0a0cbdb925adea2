import HarmonizationData

extension SampleCollection {
  /// The findings of a pass over all samples, of which each process reads a part.
  func check(workers: Int?, among peers: Peers) throws -> DataCheck {
    let count = source.count
    let counts = try peers.gather { count }
    guard counts.allSatisfy({ $0 == counts[0] }) else {
      throw TrainingError.peer(
        rank: counts.firstIndex { $0 != counts[0] } ?? 0,
        reason:
          "the processes have other data: \(counts.map(String.init).joined(separator: ", ")) samples, rank by rank")
    }
    let range = peers.rank * count / peers.size..<(peers.rank + 1) * count / peers.size
    return DataCheck(
      try peers.gather {
        try DataCheck.findings(source, in: range, measuring: hasPhotos, workers: workers)
      }.flatMap(\.self))
  }

  /// Throws unless all processes have the same samples.
  func requireSame(as role: String, among peers: Peers) throws {
    let hashes = try peers.gather { contentHash }
    guard let rank = hashes.firstIndex(where: { $0 != hashes[0] }) else { return }
    throw TrainingError.peer(
      rank: rank, reason: "its \(role) data are not those of rank 0 (hash \(hashes[rank]) instead of \(hashes[0]))")
  }
}
