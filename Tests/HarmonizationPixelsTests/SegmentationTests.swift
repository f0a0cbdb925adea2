import TestSupport
import Testing

@testable import HarmonizationPixels

@Suite("Object and background")
struct SegmentationTests {
  /// A grid with connections drawn by a fixed rule, and what a division of it costs.
  private struct Puzzle {
    static let (width, height) = (4, 3)
    var terminals: [Int32] = []
    var edges: [(from: Int, to: Int, direction: Int, capacity: Int32)] = []

    init(seed: UInt64) {
      var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
      func next(_ limit: UInt64) -> Int32 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int32(state % limit)
      }
      for y in 0..<Self.height {
        for x in 0..<Self.width {
          terminals.append(next(41) - 20)
          for (direction, dx, dy) in [(4, 1, 0), (5, -1, 1), (6, 0, 1), (7, 1, 1)]
          where (0..<Self.width).contains(x + dx) && y + dy < Self.height {
            edges.append((y * Self.width + x, (y + dy) * Self.width + x + dx, direction, next(12)))
          }
        }
      }
    }

    func cost(_ objects: [Bool]) -> Int32 {
      let pixels = zip(terminals, objects).reduce(Int32(0)) { $0 + ($1.1 ? max(-$1.0, 0) : max($1.0, 0)) }
      return pixels + edges.reduce(0) { $0 + (objects[$1.from] == objects[$1.to] ? 0 : $1.capacity) }
    }

    func cut() -> [Bool]? {
      let grid = GridCut(width: Self.width, height: Self.height)
      for (index, capacity) in terminals.enumerated() {
        grid.setTerminal(x: index % Self.width, y: index / Self.width, capacity)
      }
      for edge in edges {
        grid.setNeighbour(
          x: edge.from % Self.width, y: edge.from / Self.width, direction: edge.direction, edge.capacity)
      }
      return grid.objects { false }
    }
  }

  @Test("No division of a small grid is cheaper than the cut", arguments: UInt64(1)...60)
  func cheapest(seed: UInt64) throws {
    let puzzle = Puzzle(seed: seed)
    let cut = try #require(puzzle.cut())
    let count = Puzzle.width * Puzzle.height
    let least = (0..<1 << count).map { bits in puzzle.cost((0..<count).map { bits >> $0 & 1 == 1 }) }.min()
    #expect(puzzle.cost(cut) == least)
  }

  @Test("An object of its own colours is found in a box, twice the same")
  func box() throws {
    let (width, height) = (120, 90)
    let picture = TestPicture.object(width: width, height: height)
    let truth = TestPicture.objectMask(width: width, height: height)
    let hints = (0..<width * height).map { index in
      (18..<102).contains(index % width) && (10..<80).contains(index / width) ? GrabCut.Hint.unknown : .background
    }
    let cut = try #require(GrabCut(picture, hints: hints))
    let objects = try #require(cut.objects(from: cut.start, rounds: 5))
    let mask = Raster(width: width, height: height, channels: 1, unchecked: objects.map { $0 ? UInt8(255) : 0 })
    #expect(TestPicture.overlap(mask, truth) > 0.94)
    #expect(cut.objects(from: cut.start, rounds: 5) == objects)
    #expect(cut.objects(from: cut.start, rounds: 5, isCancelled: { true }) == nil)
  }

  @Test("Marks decide where colours do not")
  func marks() throws {
    // Two equal discs; only the left one is marked as object, the right one as background.
    let (width, height) = (120, 60)
    var picture = Raster<UInt8>(width: width, height: height, channels: 3, repeating: 90)
    func isDisc(_ index: Int, _ centre: Int) -> Bool {
      let (dx, dy) = (index % width - centre, index / width - 30)
      return dx * dx + dy * dy < 400
    }
    var hints = [GrabCut.Hint](repeating: .unknown, count: width * height)
    for index in hints.indices {
      if isDisc(index, 30) || isDisc(index, 90) { picture.samples[3 * index] = 200 }
      if (25..<35).contains(index % width), index / width == 30 { hints[index] = .object }
      if (60..<95).contains(index % width), index / width == 30 { hints[index] = .background }
    }
    let cut = try #require(GrabCut(picture, hints: hints))
    let objects = try #require(cut.objects(from: cut.start, rounds: 5))
    let wrong = objects.indices.count { objects[$0] != isDisc($0, 30) }
    #expect(wrong < 40, "\(wrong)")
  }

  @Test("Specks and small holes go, marked ones stay")
  func islands() {
    let width = 40
    var objects = (0..<width * 40).map { (8..<32).contains($0 % width) && (8..<32).contains($0 / width) }
    var hints = [GrabCut.Hint](repeating: .unknown, count: objects.count)
    objects[2 * width + 2] = true
    objects[36 * width + 36] = true
    hints[36 * width + 36] = .object
    objects[20 * width + 20] = false
    let cleaned = Islands.cleaned(objects, hints: hints, width: width)
    #expect(!cleaned[2 * width + 2] && cleaned[36 * width + 36] && cleaned[20 * width + 20])
  }

  @Test("A hard mask that is off by two pixels gets the picture's own soft edge")
  func guided() throws {
    let (width, height) = (80, 40)
    var picture = Raster<Float>(width: width, height: height, channels: 3, repeating: 0)
    var mask = Raster<Float>(width: width, height: height, channels: 1, repeating: 0)
    var truth: [Float] = []
    for index in 0..<width * height {
      let x = index % width
      let share = min(max((Float(x) - 38) / 4, 0), 1)
      truth.append(share)
      for (channel, value) in [0.2 + 0.5 * share, 0.5 - 0.1 * share, 0.3 + 0.1 * share].enumerated() {
        picture.samples[3 * index + channel] = value + Float(index * 7 % 11) * 0.0005
      }
      mask.samples[index] = x >= 42 ? 1 : 0
    }
    let filter = try #require(GuidedFilter(picture, mask: mask, radius: 8, flatness: 1e-4))
    var (before, after, farthest) = (Float(0), Float(0), Float(0))
    for index in truth.indices {
      let colour = SIMD4(
        picture.samples[3 * index], picture.samples[3 * index + 1], picture.samples[3 * index + 2], 1)
      let value = Float(unit: GuidedFilter.opacity((filter.functions[index] * colour).sum()))
      before += abs(mask.samples[index] - truth[index])
      after += abs(value - truth[index])
      if !(24..<60).contains(index % width) { farthest = max(farthest, abs(value - truth[index])) }
    }
    #expect(after < 0.6 * before, "\(before) \(after)")
    #expect(farthest < 1e-5, "far from the edge nothing changes: \(farthest)")
  }
}
