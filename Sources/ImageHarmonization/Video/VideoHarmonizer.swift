import Foundation
import HarmonizationImaging
import HarmonizationPixels

/// Harmonizes the frames of a video without flicker, in two passes: a look at small frames gives a ``TableTrack``, which then recolours
/// the frames at their own size. Only a few frames are in memory.
///
///     let harmonizer = VideoHarmonizer(NetworkMethod(model, fit: .table()))
///     let track = try await harmonizer.look(at: small, masks: smallMasks, times: info.times)
///     try await harmonizer.render(frames, masks: masks, by: track, times: info.times, to: writer)
public struct VideoHarmonizer: Sendable {
  /// What works out the changes.
  public let method: any HarmonizationMethod
  /// At which frames it looks.
  public var policy = KeyFramePolicy()
  /// Width of the window in seconds over which tables are smoothed, as for ``TableTrack``.
  public var smoothing = 2.0
  /// How much of the changes is applied, and which part.
  public var adjustment = ChangeAdjustment()
  /// What messages call the masks.
  public var maskName = "the mask"
  /// Threads that recolour a frame.
  public var threads = max(ProcessInfo.processInfo.activeProcessorCount, 1)

  /// Follows a method, with key frames every second and a window of two seconds.
  public init(_ method: any HarmonizationMethod) { self.method = method }

  /// The longer side of the frames that are looked at: enough for a foreground of a third of the picture.
  private static let lookedAtSide = 768.0

  /// The size at which a video's frames are best looked at.
  public static func lookedAtSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let scale = min(1, lookedAtSide / Double(max(width, height, 1)))
    return (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
  }

  /// How the colours of a video's frames change.
  public struct Track: Sendable {
    /// The tables; nil if each frame is looked at by itself while it is rendered.
    public let tables: TableTrack?
    /// The number of the shot of each frame.
    public let shots: [Int]
    /// What the user should know.
    public let notices: [String]

    /// Each frame by itself, which flickers: for comparison, and for cuts in every frame.
    public static let frameByFrame = Track(tables: nil, shots: [], notices: [])

    /// The change of a frame; nil if it stays as it is.
    func table(frame: Int, time: Double) -> ColourTable? {
      tables?.table(shot: frame < shots.count ? shots[frame] : shots.last ?? 0, at: time)
    }
  }

  /// The first pass: works out the tables at key frames.
  ///
  /// - Parameters:
  ///   - frames: the frames at ``lookedAtSize(width:height:)``, or larger.
  ///   - masks: their masks, of the frames' size.
  ///   - times: when the frames are shown, in seconds; frames behind the last one follow evenly.
  ///   - progress: called after each frame.
  /// - Throws: what the sources and the method throw; ``TransferError``; `CancellationError`.
  public func look(
    at frames: any FrameSource, masks: any MaskSource, times: [Double], progress: @Sendable () -> Void = {}
  ) async throws -> Track {
    let pairs = FramePairs(frames, masks)
    defer { pairs.stop() }
    let clock = FrameClock(times)
    var builder = TableTrackBuilder(method, policy: policy, adjustment: adjustment)
    while let pair = try await Blocking.run({ try pairs.next() }) {
      try Task.checkCancellation()
      let index = builder.shots.count
      let photo = try Photo(pair.frame.eightBits, name: "frame \(index + 1)")
      try await builder.add(
        TableTrackBuilder.Frame(time: clock.time(of: index), photo: photo, mask: pair.mask, name: maskName))
      progress()
    }
    return Track(
      tables: try builder.track(smoothing: smoothing), shots: builder.shots, notices: builder.notices)
  }

  /// The second pass: recolours the frames.
  ///
  /// - Parameters:
  ///   - frames: the frames at their own size.
  ///   - masks: their masks, of that size.
  ///   - track: how they change.
  ///   - times: when they are shown, in seconds.
  ///   - sink: takes the results; it is finished at the end.
  ///   - progress: called after each frame.
  /// - Returns: what took how long.
  /// - Throws: what the sources, the method and the sink throw; `CancellationError`.
  @discardableResult
  public func render(
    _ frames: any FrameSource, masks: any MaskSource, by track: Track, times: [Double], to sink: any FrameSink,
    progress: @Sendable () -> Void = {}
  ) async throws -> StageTimes {
    let pairs = FramePairs(frames, masks)
    defer { pairs.stop() }
    let writing = FrameWriting(sink)
    defer { writing.stop() }
    let clock = FrameClock(times)
    let start = ContinuousClock.now
    var (index, changing) = (0, Duration.zero)
    while let pair = try await Blocking.run({ try pairs.next() }) {
      try Task.checkCancellation()
      let time = clock.time(of: index)
      let begin = ContinuousClock.now
      let frame = try await changed(pair, track, index: index, time: time)
      changing += ContinuousClock.now - begin
      try await Blocking.run { try writing.write(frame, time: time) }
      index += 1
      progress()
    }
    try await Blocking.run { try writing.finish() }
    return StageTimes(
      frames: index, total: ContinuousClock.now - start, reading: pairs.busy, changing: changing,
      writing: writing.busy)
  }

  private func changed(_ pair: FramePairs.Pair, _ track: Track, index: Int, time: Double) async throws -> FramePixels {
    guard let mask = pair.mask else { return pair.frame }
    var table = track.table(frame: index, time: time)
    if track.tables == nil, mask.hasForeground, mask.hasBackground {
      let frame = TableTrackBuilder.Frame(
        time: time, photo: try Photo(pair.frame.eightBits), mask: mask, name: maskName)
      var notices: [String] = []
      table = try await TableTrackBuilder.table(method, of: frame, mask: mask, notices: &notices)?.table
        .adjusted(adjustment)
    }
    guard let table else { return pair.frame }
    let threads = threads
    return try await Blocking.run {
      var frame = pair.frame
      frame.change(by: table, mask: mask.raster, threads: threads)
      return frame
    }
  }
}

/// What took how long while a video was rendered. The stages run at the same time, each on a thread of its own.
public struct StageTimes: Sendable {
  /// Frames that were rendered.
  public let frames: Int
  /// From the first to the last.
  public let total: Duration
  /// Waiting for the decoders and copying their frames.
  public let reading: Duration
  /// Changing the colours.
  public let changing: Duration
  /// Handing frames to the encoder, which takes them when it can.
  public let writing: Duration
}

/// When the frames of a video are shown.
struct FrameClock {
  private let times: [Double]

  init(_ times: [Double]) { self.times = times }

  func time(of frame: Int) -> Double {
    if frame < times.count { return times[frame] }
    // A decoder may give more frames than the file lists.
    guard let first = times.first, let last = times.last, times.count > 1 else { return Double(frame) / 25 }
    return last + (last - first) / Double(times.count - 1) * Double(frame - times.count + 1)
  }
}
