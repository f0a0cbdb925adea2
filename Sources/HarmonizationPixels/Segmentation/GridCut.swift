/// The cheapest division of a grid of pixels into two parts, by a maximal flow from a source to a sink (Boykov and Kolmogorov:
/// An Experimental Comparison of Min-Cut/Max-Flow Algorithms, PAMI 2004).
///
/// Every pixel is connected with its eight neighbours, with the source (the object) and with the sink (the background). Capacities
/// are integers, so that the result is the same on every machine.
final class GridCut {
  /// Where a pixel's tree continues: 0...7 for a neighbour, or one of these.
  private static let terminal: UInt8 = 8
  private static let orphan: UInt8 = 9
  private static let none: UInt8 = 10
  private static let never = Int32.max

  /// The grid has a border of pixels without connections, so that every neighbour exists.
  private let stride: Int
  private let width: Int
  private let height: Int
  private let count: Int
  /// From a pixel to its neighbours, row by row: the opposite of direction `d` is `7 - d`.
  private let steps: [Int]

  /// What can still flow to each of a pixel's eight neighbours.
  private let rest: UnsafeMutablePointer<Int32>
  /// What can still flow from the source (above 0) or to the sink (below 0).
  private let terminals: UnsafeMutablePointer<Int32>
  private let parents: UnsafeMutablePointer<UInt8>
  private let isSink: UnsafeMutablePointer<Bool>
  /// When a pixel's distance to its terminal was last known.
  private let stamps: UnsafeMutablePointer<Int32>
  private let distances: UnsafeMutablePointer<Int32>
  /// The next active pixel; itself at the end of a list, -1 if it is in none.
  private let next: UnsafeMutablePointer<Int32>
  private var time: Int32 = 0
  private var lists = (first: (-1, -1), last: (-1, -1))
  /// Pixels that lost their way to the terminal: the latest of `lost` first, and after each of them what hung on it.
  private var lost: [Int] = []
  private var hanging: [Int] = []

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

  private func activate(_ node: Int) {
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

  // MARK: The three stages

  /// Whether something can flow from a pixel to its neighbour, or the other way.
  @inline(__always)
  private func isOpen(_ node: Int, _ direction: Int, reversed: Bool) -> Bool {
    reversed ? rest[8 * (node + steps[direction]) + 7 - direction] > 0 : rest[8 * node + direction] > 0
  }

  /// Lets a tree grow from a pixel; returns the connection where it meets the other tree, seen from the source's side.
  private func grow(_ node: Int) -> (node: Int, direction: Int)? {
    let sink = isSink[node]
    for direction in 0..<8 where isOpen(node, direction, reversed: sink) {
      let neighbour = node + steps[direction]
      if parents[neighbour] == Self.none {
        isSink[neighbour] = sink
        join(neighbour, to: node, direction)
        activate(neighbour)
      } else if isSink[neighbour] != sink {
        return sink ? (neighbour, 7 - direction) : (node, direction)
      } else if stamps[neighbour] <= stamps[node], distances[neighbour] > distances[node] {
        join(neighbour, to: node, direction)
      }
    }
    return nil
  }

  private func join(_ neighbour: Int, to node: Int, _ direction: Int) {
    parents[neighbour] = UInt8(truncatingIfNeeded: 7 - direction)
    stamps[neighbour] = stamps[node]
    distances[neighbour] = distances[node] + 1
  }

  /// Sends as much as possible along the path through a connection from the source's tree to the sink's.
  private func augment(_ start: Int, _ direction: Int) {
    let end = start + steps[direction]
    var most = rest[8 * start + direction]
    let source = walk(from: start) { node, parent in
      most = min(most, self.rest[8 * (node + self.steps[parent]) + 7 - parent])
    }
    let sink = walk(from: end) { node, parent in most = min(most, self.rest[8 * node + parent]) }
    most = min(most, terminals[source], -terminals[sink])
    rest[8 * start + direction] -= most
    rest[8 * end + 7 - direction] += most
    _ = walk(from: start) { node, parent in
      self.rest[8 * node + parent] += most
      let back = 8 * (node + self.steps[parent]) + 7 - parent
      self.rest[back] -= most
      if self.rest[back] == 0 { self.lose(node) }
    }
    terminals[source] -= most
    if terminals[source] == 0 { lose(source) }
    _ = walk(from: end) { node, parent in
      self.rest[8 * (node + self.steps[parent]) + 7 - parent] += most
      self.rest[8 * node + parent] -= most
      if self.rest[8 * node + parent] == 0 { self.lose(node) }
    }
    terminals[sink] += most
    if terminals[sink] == 0 { lose(sink) }
  }

  /// Goes up a tree and returns the pixel at its terminal.
  @inline(__always)
  private func walk(from start: Int, _ visit: (Int, Int) -> Void) -> Int {
    var node = start
    while true {
      let parent = Int(parents[node])
      if parent > 7 { return node }
      // The pixel may lose its parent by the visit.
      let above = node + steps[parent]
      visit(node, parent)
      node = above
    }
  }

  private func lose(_ node: Int) {
    parents[node] = Self.orphan
    lost.append(node)
  }

  /// Finds new parents for all pixels that lost theirs.
  private func adopt() {
    while let first = lost.popLast() {
      hanging.append(first)
      var done = 0
      while done < hanging.count {
        adopt(hanging[done])
        done += 1
      }
      hanging.removeAll(keepingCapacity: true)
    }
  }

  private func adopt(_ node: Int) {
    let sink = isSink[node]
    var (best, shortest) = (Self.none, Self.never)
    for direction in 0..<8 where isOpen(node, direction, reversed: !sink) {
      let neighbour = node + steps[direction]
      guard isSink[neighbour] == sink, parents[neighbour] != Self.none else { continue }
      let distance = distance(of: neighbour)
      guard distance < Self.never else { continue }
      if distance < shortest { (best, shortest) = (UInt8(truncatingIfNeeded: direction), distance) }
      stamp(neighbour, distance)
    }
    parents[node] = best
    if best != Self.none {
      stamps[node] = time
      distances[node] = shortest + 1
      return
    }
    for direction in 0..<8 {
      let neighbour = node + steps[direction]
      let parent = parents[neighbour]
      guard isSink[neighbour] == sink, parent != Self.none else { continue }
      if isOpen(node, direction, reversed: !sink) { activate(neighbour) }
      if parent < 8, Int(parent) == 7 - direction {
        parents[neighbour] = Self.orphan
        hanging.append(neighbour)
      }
    }
  }

  /// The steps from a pixel to its terminal; ``never`` if it has lost its way.
  private func distance(of start: Int) -> Int32 {
    var (node, distance) = (start, Int32(0))
    while true {
      if stamps[node] == time { return distance + distances[node] }
      let parent = parents[node]
      distance += 1
      if parent == Self.terminal {
        (stamps[node], distances[node]) = (time, 1)
        return distance
      }
      if parent == Self.orphan || parent == Self.none { return Self.never }
      node += steps[Int(parent)]
    }
  }

  /// Remembers the distances on the way that was just gone.
  private func stamp(_ start: Int, _ distance: Int32) {
    var (node, distance) = (start, distance)
    while stamps[node] != time {
      (stamps[node], distances[node]) = (time, distance)
      distance -= 1
      node += steps[Int(parents[node])]
    }
  }
}
