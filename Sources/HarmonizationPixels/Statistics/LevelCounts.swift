/// How often each level occurs.
///
/// Levels come in long runs of one value, and a counter that was just written cannot be read at once: four counters for each level, in
/// turns, do not wait for each other.
///
/// - Parameters:
///   - levels: 8 or 16 bit.
///   - white: the largest level that is counted by itself; larger ones count as it.
/// - Returns: `white` + 1 counts.
@_specialize(where Level == UInt8)
@_specialize(where Level == UInt16)
package func levelCounts<Level: FixedWidthInteger>(_ levels: [Level], white: Int) -> [Int] {
  let stride = white + 1
  var counts = [Int](repeating: 0, count: 4 * stride)
  levels.withUnsafeBufferPointer { levels in
    counts.withUnsafeMutableBufferPointer { counts in
      let whole = levels.count & ~3
      for index in Swift.stride(from: 0, to: whole, by: 4) {
        for turn in 0..<4 { counts[turn &* stride &+ min(Int(levels[index &+ turn]), white)] &+= 1 }
      }
      for level in levels[whole...] { counts[min(Int(level), white)] &+= 1 }
    }
  }
  return (0..<stride).map { counts[$0] + counts[stride + $0] + counts[2 * stride + $0] + counts[3 * stride + $0] }
}
