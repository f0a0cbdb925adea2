/// Where an array of levels needs a look at each value: most of a mask is black or white, in long runs.
package struct VaryingRanges: Sendable {
  /// What is outside of these is 0 or the largest value of its type; in ascending order.
  package private(set) var ranges: [Range<Int>] = []
  /// How many values outside of ``ranges`` are 0.
  package private(set) var zeros = 0
  /// How many values outside of ``ranges`` are the largest.
  package private(set) var maxima = 0

  /// Looks at 64 bytes at a time.
  ///
  /// - Parameter levels: 8 or 16 bit.
  @_specialize(where Level == UInt8)
  @_specialize(where Level == UInt16)
  package init<Level: FixedWidthInteger>(_ levels: [Level]) {
    let step = 64 / MemoryLayout<Level>.size
    let whole = levels.count / step * step
    levels.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: whole, by: step) {
        let offset = start * MemoryLayout<Level>.size
        let block = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
        if block == SIMD8(repeating: 0) {
          zeros += step
        } else if block == SIMD8(repeating: .max) {
          maxima += step
        } else {
          append(start..<start + step)
        }
      }
    }
    if whole < levels.count { append(whole..<levels.count) }
  }

  private mutating func append(_ range: Range<Int>) {
    guard let last = ranges.last, last.upperBound == range.lowerBound else { return ranges.append(range) }
    ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
  }
}
