import HarmonizationPixels

/// The foreground colours of a set of photos, from which references are drawn.
public struct ReferenceLibrary: Sendable {
  /// Statistics per photo; nil where a photo has no foreground.
  public let statistics: [ForegroundStatistics?]
  /// A label per photo, where labels exist.
  public let categories: [String?]
  private let usable: [Int]
  private let members: [String: [Int]]

  /// Takes one entry per photo; missing categories count as none.
  public init(statistics: [ForegroundStatistics?], categories: [String?] = []) {
    self.statistics = statistics
    self.categories = statistics.indices.map { $0 < categories.count ? categories[$0] : nil }
    usable = statistics.indices.filter { statistics[$0] != nil }
    var members: [String: [Int]] = [:]
    for index in usable {
      if let category = self.categories[index] { members[category, default: []].append(index) }
    }
    self.members = members
  }

  /// A library without photos: only tone adjustments can be drawn.
  public static let empty = ReferenceLibrary(statistics: [])

  /// A photo other than `index`, from its category if `sameCategory` and it has company there; nil if there is none.
  public func reference(for index: Int, sameCategory: Bool, _ random: inout CounterRandom) -> ForegroundStatistics? {
    let category = categories.indices.contains(index) ? categories[index] : nil
    var pool = usable
    if sameCategory, let category, let peers = members[category], peers.count > 1 { pool = peers }
    var pick = random.index(below: pool.count)
    guard !pool.isEmpty else { return nil }
    if pool[pick] == index {
      guard pool.count > 1 else { return nil }
      pick = (pick + 1 + random.index(below: pool.count - 1)) % pool.count
    }
    return statistics[pool[pick]]
  }
}
