/// At which frames of a video the network looks.
public struct KeyFramePolicy: Sendable, Hashable {
  /// Seconds between key frames.
  public var interval: Double
  /// Mean difference of two frames in a row, 0...1, from which there may be a cut between them.
  public var cut = 0.08
  /// How many times the usual difference of frames in a row it must be as well, so that a pan is not taken for cuts.
  public var cutRatio = 4.0
  /// Share of the mask that must have changed since the last key frame for another one, 0...1.
  public var maskChange = 0.5
  /// The shortest time between two key frames of one shot in seconds, whatever happens to the mask.
  public var shortest = 0.2

  /// A key frame every second unless asked for otherwise, at every cut, and where the mask changes a lot.
  public init(interval: Double = 1) { self.interval = interval }
}

/// Tells from small copies of the frames in a row where a shot ends and where the network should look again.
struct KeyFrameFinder {
  /// What a frame is.
  struct Decision: Equatable {
    /// Number of its shot.
    var shot: Int
    /// Whether the network should look at it.
    var isKey: Bool
  }

  private let policy: KeyFramePolicy
  private var shot = 0
  private var previous: [UInt8] = []
  /// The usual difference of frames in a row within the shot; nil before there is one.
  private var usual: Double?
  private var lastKey: (time: Double, mask: [UInt8])?

  /// Columns and rows of the small copies.
  static let size = (width: 32, height: 18)

  init(_ policy: KeyFramePolicy) { self.policy = policy }

  /// Looks at the next frame.
  ///
  /// - Parameters:
  ///   - picture: the small copy's samples.
  ///   - mask: the mask's likewise; nil for a frame without a foreground.
  ///   - time: seconds.
  mutating func look(at picture: [UInt8], mask: [UInt8]?, time: Double) -> Decision {
    if isCut(picture) {
      shot += 1
      (usual, lastKey) = (nil, nil)
    }
    previous = picture
    return Decision(shot: shot, isKey: mask.map { isKey(mask: $0, time: time) } ?? false)
  }

  /// Takes note that the network has looked at a frame.
  mutating func took(mask: [UInt8], time: Double) { lastKey = (time, mask) }

  private mutating func isCut(_ picture: [UInt8]) -> Bool {
    guard previous.count == picture.count, !picture.isEmpty else { return false }
    let sum = zip(previous, picture).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    let difference = Double(sum) / Double(picture.count) / 255
    // With nothing to compare it with, the first difference of a shot may be that of a fast pan.
    if let usual, difference > policy.cut, difference > policy.cutRatio * usual { return true }
    usual = usual.map { 0.8 * $0 + 0.2 * difference } ?? difference
    return false
  }

  private func isKey(mask: [UInt8], time: Double) -> Bool {
    guard let lastKey else { return true }
    let elapsed = time - lastKey.time
    // Times are sums of fractions: half a millisecond less is the same frame.
    if elapsed >= policy.interval - 0.0005 { return true }
    return elapsed >= policy.shortest && Self.change(lastKey.mask, mask) > policy.maskChange
  }

  /// The share of the area of both masks that only one of them covers.
  static func change(_ before: [UInt8], _ after: [UInt8]) -> Double {
    var (union, common) = (0, 0)
    for (a, b) in zip(before, after) {
      union += Int(max(a, b))
      common += Int(min(a, b))
    }
    return union > 0 ? 1 - Double(common) / Double(union) : 0
  }
}
