/// Decompresses raw deflate data (RFC 1951), as zip archives contain it. Broken data give nil, never more than was asked for.
public struct Inflate {
  private let input: [UInt8]
  private var position = 0
  private var bits: UInt32 = 0
  private var bitCount: UInt32 = 0
  private var output: [UInt8] = []
  private let limit: Int

  /// The decompressed bytes; nil if the data are broken, end early or give more than `limit` bytes.
  public static func decompress(_ data: [UInt8], limit: Int) -> [UInt8]? {
    var inflate = Inflate(input: data, limit: limit)
    return inflate.run() ? inflate.output : nil
  }

  private init(input: [UInt8], limit: Int) {
    (self.input, self.limit) = (input, limit)
    output.reserveCapacity(min(limit, 1 << 20))
  }

  private mutating func run() -> Bool {
    while true {
      guard let last = take(1), let kind = take(2) else { return false }
      let succeeded =
        switch kind {
        case 0: copyStored()
        case 1: Self.fixed.map { decode($0.symbols, $0.distances) } ?? false
        case 2: decodeDynamic()
        default: false
        }
      guard succeeded else { return false }
      if last == 1 { return true }
    }
  }

  /// The next bits, the first the lowest.
  private mutating func take(_ count: UInt32) -> Int? {
    while bitCount < count {
      guard position < input.count else { return nil }
      bits |= UInt32(input[position]) << bitCount
      position += 1
      bitCount += 8
    }
    let value = bits & ((1 << count) - 1)
    bits >>= count
    bitCount -= count
    return Int(value)
  }

  private mutating func copyStored() -> Bool {
    (bits, bitCount) = (0, 0)
    guard let count = take(16), let complement = take(16), count == ~complement & 0xFFFF,
      position + count <= input.count, output.count + count <= limit
    else { return false }
    output += input[position..<position + count]
    position += count
    return true
  }

  /// A canonical Huffman code: how many symbols have each length, and the symbols in order.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    /// nil for lengths that are no code.
    init?(_ lengths: ArraySlice<Int>) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      var left = 1
      for length in 1...15 {
        left = 2 * left - counts[length]
        if left < 0 { return nil }
      }
      symbols = lengths.indices.filter { lengths[$0] > 0 }
        .sorted { (lengths[$0], $0) < (lengths[$1], $1) }.map { $0 - lengths.startIndex }
    }
  }

  private static let fixed: (symbols: Code, distances: Code)? = {
    let lengths = (0..<288).map { $0 < 144 ? 8 : ($0 < 256 ? 9 : ($0 < 280 ? 7 : 8)) }
    guard let symbols = Code(lengths[...]), let distances = Code([Int](repeating: 5, count: 30)[...]) else {
      return nil
    }
    return (symbols, distances)
  }()

  private mutating func symbol(_ code: Code) -> Int? {
    var (value, first, index) = (0, 0, 0)
    for length in 1...15 {
      guard let bit = take(1) else { return nil }
      value |= bit
      let count = code.counts[length]
      if value - count < first { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    return nil
  }

  private mutating func decodeDynamic() -> Bool {
    guard let literals = take(5), let distances = take(5), let lengthCodes = take(4) else { return false }
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCodes + 4 {
      guard let length = take(3) else { return false }
      lengths[order[index]] = length
    }
    guard let code = Code(lengths[...]) else { return false }
    let count = literals + 257 + distances + 1
    guard let all = codeLengths(code, count: count), let symbols = Code(all[..<(literals + 257)]),
      let places = Code(all[(literals + 257)...])
    else { return false }
    return decode(symbols, places)
  }

  private mutating func codeLengths(_ code: Code, count: Int) -> [Int]? {
    var lengths: [Int] = []
    while lengths.count < count {
      guard let symbol = symbol(code) else { return nil }
      switch symbol {
      case 0..<16: lengths.append(symbol)
      case 16:
        guard let last = lengths.last, let more = take(2) else { return nil }
        lengths += repeatElement(last, count: more + 3)
      default:
        guard let more = take(symbol == 17 ? 3 : 7) else { return nil }
        lengths += repeatElement(0, count: more + (symbol == 17 ? 3 : 11))
      }
    }
    return lengths.count == count ? lengths : nil
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]

  private mutating func decode(_ symbols: Code, _ distances: Code) -> Bool {
    while true {
      guard let symbol = symbol(symbols) else { return false }
      if symbol == 256 { return true }
      if symbol < 256 {
        guard output.count < limit else { return false }
        output.append(UInt8(symbol))
        continue
      }
      let index = symbol - 257
      guard index < 29, let more = take(index < 8 || index == 28 ? 0 : UInt32(index / 4 - 1)),
        let place = self.symbol(distances), place < 30, let further = take(place < 4 ? 0 : UInt32(place / 2 - 1))
      else { return false }
      let (count, distance) = (Self.lengthBases[index] + more, Self.distanceBases[place] + further)
      guard distance <= output.count, output.count + count <= limit else { return false }
      for _ in 0..<count { output.append(output[output.count - distance]) }
    }
  }
}
