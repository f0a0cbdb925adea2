/// The cheapest division of a grid of pixels into two parts, by a maximal flow from a source to a sink (Boykov and Kolmogorov:
/// An Experimental Comparison of Min-Cut/Max-Flow Algorithms, PAMI 2004).
///
/// Every pixel is connected with its eight neighbours, with the source (the object) and with the sink (the background). Capacities
/// are integers, so that the result is the same on every machine.
final class GridCut {
  /// Where a pixel's tree continues: 0...7 for a neighbour, or one of these.
  static let terminal: UInt8 = 8
  static let orphan: UInt8 = 9
  static let none: UInt8 = 10
  static let never = Int32.max

  /// The grid has a border of pixels without connections, so that every neighbour exists.
  private let stride: Int
  private let width: Int
  private let height: Int
  private let count: Int
  /// From a pixel to its neighbours, row by row: the opposite of direction `d` is `7 - d`.
  let steps: [Int]

  /// What can still flow to each of a pixel's eight neighbours.
  let rest: UnsafeMutablePointer<Int32>
  /// What can still flow from the source (above 0) or to the sink (below 0).
  let terminals: UnsafeMutablePointer<Int32>
  let parents: UnsafeMutablePointer<UInt8>
  let isSink: UnsafeMutablePointer<Bool>
  /// When a pixel's distance to its terminal was last known.
  let stamps: UnsafeMutablePointer<Int32>
  let distances: UnsafeMutablePointer<Int32>
  /// The next active pixel; itself at the end of a list, -1 if it is in none.
  private let next: UnsafeMutablePointer<Int32>
  private(set) var time: Int32 = 0
  private var lists = (first: (-1, -1), last: (-1, -1))
  /// Pixels that lost their way to the terminal: the latest of `lost` first, and after each of them what hung on it.
  var lost: [Int] = []
  var hanging: [Int] = []

  /// A grid without any connection.
  init(width: Int, height: Int) {
    (self.width, self.height, stride) = (width, height, width + 2)
    count = (width + 2) * (height + 2)
    steps = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1]
    rest = .allocate(capacity: 8 * count)
    rest.initialize(repeating: 0, count: 8 * count)
    terminals = .allocate(capacity: count)
    terminals.initialize(repeating: 0, count: count)
    parents = .allocate(capacity: count)
    parents.initialize(repeating: Self.none, count: count)
    isSink = .allocate(capacity: count)
    isSink.initialize(repeating: false, count: count)
    stamps = .allocate(capacity: count)
    stamps.initialize(repeating: 0, count: count)
    distances = .allocate(capacity: count)
    distances.initialize(repeating: 0, count: count)
    next = .allocate(capacity: count)
    next.initialize(repeating: -1, count: count)
  }

  deinit {
    rest.deallocate()
    terminals.deallocate()
    parents.deallocate()
    isSink.deallocate()
    stamps.deallocate()
    distances.deallocate()
    next.deallocate()
  }

  private func node(_ x: Int, _ y: Int) -> Int { (y + 1) * stride + x + 1 }

  /// Connects a pixel with the source (above 0) or with the sink (below 0): what it costs to call it background, less what it costs to
  /// call it object.
  func setTerminal(x: Int, y: Int, _ capacity: Int32) { terminals[node(x, y)] = capacity }

  /// Connects a pixel with a neighbour, both ways, for each of the four directions right, down left, down and down right.
  ///
  /// - Parameter direction: 4...7.
  func setNeighbour(x: Int, y: Int, direction: Int, _ capacity: Int32) {
    let from = node(x, y)
    rest[8 * from + direction] = capacity
    rest[8 * (from + steps[direction]) + 7 - direction] = capacity
  }

  /// Whether each pixel, row by row, is on the source's side.
  ///
  /// - Parameter isCancelled: Asked now and then; true ends the search, and the result is nil.
  func objects(isCancelled: () -> Bool) -> [Bool]? {
    for node in 0..<count where terminals[node] != 0 {
      isSink[node] = terminals[node] < 0
      parents[node] = Self.terminal
      distances[node] = 1
      activate(node)
    }
    var current = -1
    while true {
      if current >= 0 {
        next[current] = -1
        if parents[current] == Self.none { current = -1 }
      }
      if current < 0 { current = nextActive() }
      if current < 0 { break }
      let meeting = grow(current)
      time += 1
      if time & 0xFFFF == 0, isCancelled() { return nil }
      guard let meeting else {
        current = -1
        continue
      }
      next[current] = Int32(truncatingIfNeeded: current)
      augment(meeting.node, meeting.direction)
      adopt()
    }
    return (0..<height).flatMap { y in
      (0..<width).map { x in
        let node = node(x, y)
        return parents[node] != Self.none && !isSink[node]
      }
    }
  }

  // MARK: Active pixels

  func activate(_ node: Int) {
    guard next[node] < 0 else { return }
    if lists.last.1 >= 0 { next[lists.last.1] = Int32(truncatingIfNeeded: node) } else { lists.first.1 = node }
    lists.last.1 = node
    next[node] = Int32(truncatingIfNeeded: node)
  }

  private func nextActive() -> Int {
    while true {
      if lists.first.0 < 0 {
        (lists.first.0, lists.last.0) = (lists.first.1, lists.last.1)
        (lists.first.1, lists.last.1) = (-1, -1)
        if lists.first.0 < 0 { return -1 }
      }
      let node = lists.first.0
      let following = Int(next[node])
      if following == node { (lists.first.0, lists.last.0) = (-1, -1) } else { lists.first.0 = following }
      next[node] = -1
      if parents[node] != Self.none { return node }
    }
  }
}
