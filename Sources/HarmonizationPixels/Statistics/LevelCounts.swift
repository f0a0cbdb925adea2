/// How often each level occurs.
///
/// Levels come in runs of one value, and a counter that was just written cannot be read at once: four counters for each level, in
/// turns, do not wait for each other.
///
/// - Parameters:
///   - levels: 8 or 16 bit.
///   - varying: where they are neither 0 nor their type's largest value, which must be `white` or more.
///   - white: the largest level that is counted by itself; larger ones count as it.
/// - Returns: `white` + 1 counts.
@_specialize(where Level == UInt8)
@_specialize(where Level == UInt16)
package func levelCounts<Level: FixedWidthInteger>(
  _ levels: [Level], varying: VaryingRanges, white: Int
) -> [Int] {
  let stride = white + 1
  var counts = [Int](repeating: 0, count: 4 * stride)
  levels.withUnsafeBufferPointer { levels in
    counts.withUnsafeMutableBufferPointer { counts in
      for range in varying.ranges {
        for index in range { counts[(index & 3) &* stride &+ min(Int(levels[index]), white)] &+= 1 }
      }
    }
  }
  counts[0] += varying.zeros
  counts[white] += varying.maxima
  return (0..<stride).map { counts[$0] + counts[stride + $0] + counts[2 * stride + $0] + counts[3 * stride + $0] }
}
