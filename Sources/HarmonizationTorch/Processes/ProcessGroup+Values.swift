extension ProcessGroup {
  /// The numbers of all processes, rank by rank; each gives as many.
  public func allGather(_ numbers: [Int64]) throws -> [[Int64]] {
    let own = try Tensor.copying(numbers, shape: [numbers.count], dataType: .int64)
    let all = try (0..<size).map { _ in [try Tensor.zeros([numbers.count], dataType: .int64)] }
    try allGather([own], to: all)
    return try all.map { try $0[0].integers() }
  }

  /// The bytes of all processes, rank by rank; each gives as many as it likes.
  public func allGather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let counts = try allGather([Int64(bytes.count)]).map { Int($0[0]) }
    let longest = counts.max() ?? 0
    guard longest > 0 else { return counts.map { _ in [] } }
    let padded = bytes + [UInt8](repeating: 0, count: longest - bytes.count)
    let own = try Tensor.copying(padded, shape: [longest], dataType: .uint8)
    let all = try counts.map { _ in [try Tensor.zeros([longest], dataType: .uint8)] }
    try allGather([own], to: all)
    return try zip(all, counts).map { Array(try $0[0].bytes().prefix($1)) }
  }

  /// The leader's bytes; the others' are ignored.
  public func broadcast(_ bytes: [UInt8]) throws -> [UInt8] {
    let count = try Tensor.from([Double(bytes.count)], shape: [1])
    try broadcast([count])
    let length = Int(try count.item())
    guard length > 0 else { return [] }
    let sent = isLeader ? bytes : [UInt8](repeating: 0, count: length)
    let tensor = try Tensor.copying(sent, shape: [length], dataType: .uint8)
    try broadcast([tensor])
    return try tensor.bytes()
  }
}
