// The three stages of the search: trees grow until they meet, the way is filled, and what was cut off finds new parents.
extension GridCut {
  /// Whether something can flow from a pixel to its neighbour, or the other way.
  @inline(__always)
  private func isOpen(_ node: Int, _ direction: Int, reversed: Bool) -> Bool {
    reversed ? rest[8 * (node + steps[direction]) + 7 - direction] > 0 : rest[8 * node + direction] > 0
  }

  /// Lets a tree grow from a pixel; returns the connection where it meets the other tree, seen from the source's side.
  func grow(_ node: Int) -> (node: Int, direction: Int)? {
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
  func augment(_ start: Int, _ direction: Int) {
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
  func adopt() {
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
