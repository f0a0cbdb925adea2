/// What a pack holds and how.
public struct PackOptions: Sendable, Equatable {
  /// Pictures with a longer short side are reduced to it without aliasing; nil keeps their size. A little more than the
  /// network's input leaves room for random crops.
  public var shortSide: Int? = 288
  /// How pixels are stored.
  public var encoding = PackEncoding.ycbcr420
  /// IJG quality of `PackEncoding.jpeg`, 1...100.
  public var quality = 85
  /// Packs only so many samples, evenly spread over the source; nil packs all.
  public var limit: Int?
  /// A new shard is begun when one is this large.
  public var shardBytes = 1 << 30
  /// Threads; all cores where nil.
  public var workers: Int?

  /// 288 pixels, 4:2:0 planes, everything.
  public init() {}

  /// The samples of a source of `count` to pack.
  func selection(of count: Int) -> [Int] {
    let kept = min(max(limit ?? count, 0), count)
    return (0..<kept).map { $0 * count / kept }
  }

  func validate() throws {
    if let shortSide, shortSide < 8 {
      throw DataError.invalidParameter(name: "short side", reason: "\(shortSide) is below 8")
    }
    guard (1...100).contains(quality) else {
      throw DataError.invalidParameter(name: "quality", reason: "\(quality) is not in 1...100")
    }
    guard shardBytes >= 1 << 16 else {
      throw DataError.invalidParameter(name: "shard size", reason: "\(shardBytes) bytes are below 65536")
    }
    if let limit, limit < 1 { throw DataError.invalidParameter(name: "limit", reason: "\(limit) is below 1") }
  }
}
