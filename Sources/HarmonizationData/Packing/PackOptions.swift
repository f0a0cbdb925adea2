/// How packed pictures are stored.
public enum PackEncoding: String, Sendable, CaseIterable, Codable {
  /// JPEG; small, and close to exact at high quality.
  case jpeg
  /// PNG; exact.
  case png
}

/// What a pack contains and how it is stored.
public struct PackOptions: Sendable, Equatable {
  /// Pictures with a longer short side are reduced to it without aliasing; nil keeps their size. A little more than the
  /// network's input leaves room for random crops.
  public var shortSide: Int? = 288
  /// How pictures are stored; masks are always PNG.
  public var encoding = PackEncoding.jpeg
  /// Quality of JPEG, 1...100. From 90 on, colours are stored at full resolution.
  public var quality = 95
  /// The list that names the composites: `<subset>_train.txt` or `<subset>_test.txt`.
  public var split = Split.train
  /// Packs at most this many samples, evenly spread over the source; nil packs all.
  public var limit: Int?
  /// Threads; all cores if nil.
  public var workers: Int?

  /// Short side 288, JPEG of quality 95, everything.
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
    if let limit, limit < 1 { throw DataError.invalidParameter(name: "limit", reason: "\(limit) is below 1") }
  }
}
