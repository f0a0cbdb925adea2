import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// Where the masks of a video come from.
public enum VideoMaskOrigin: Sendable {
  /// One mask for all frames, of the video's size.
  case still(Mask)
  /// One picture for each frame.
  case pictures([String])
  /// Another video, frame by frame.
  case video(VideoInfo)
}

/// How the masks of a video are read.
public struct VideoMaskReading: Sendable {
  /// Where they come from.
  public var origin: VideoMaskOrigin
  /// What in a picture is the mask.
  public var channel = Mask.Channel.automatic
  /// Whether masks of another size than the video's are resized.
  public var resizes = false
  /// What is done to them; a still mask is used as it is.
  public var preparation = MaskPreparation()
  /// Told of each mask that cannot be read.
  public var failed: @Sendable (String) -> Void = { _ in }

  /// Reads masks from there.
  public init(_ origin: VideoMaskOrigin) { self.origin = origin }

  /// The masks for a video's frames.
  ///
  /// - Parameters:
  ///   - video: the video.
  ///   - size: width and height of the frames that they are for.
  /// - Throws: ``VideoError``; `ImagingError`.
  public func source(for video: VideoInfo, size: (width: Int, height: Int)) throws -> any MaskSource {
    switch origin {
    case .still(let mask): return StillMask(try mask.resized(width: size.width, height: size.height))
    case .pictures(let files):
      return MaskFolder(
        files, video: (video.width, video.height), size: size, resizes: resizes, channel: channel,
        preparation: preparation, failed: failed)
    case .video(let info):
      guard resizes || (info.width, info.height) == (video.width, video.height) else {
        throw VideoError.sizeMismatch(
          video: video.file, width: video.width, height: video.height, mask: info.file, maskWidth: info.width,
          maskHeight: info.height)
      }
      return try VideoMasks(
        info, size: size, scale: Double(size.width) / Double(video.width), preparation: preparation)
    }
  }

  /// What does not fit between masks and video.
  public func notices(for video: VideoInfo) -> [String] {
    let count: Int
    switch origin {
    case .still: return []
    case .pictures(let files): count = files.count
    case .video(let info): count = info.times.count
    }
    guard count != video.times.count else { return [] }
    let rest = count < video.times.count ? "; frames without a mask stay as they are" : ""
    return ["there are \(count) masks for \(video.times.count) frames\(rest)"]
  }
}

extension VideoHarmonizer {
  /// Called after each frame of a pass.
  public typealias Progress = @Sendable () -> Void

  /// Harmonizes a video file; the result appears complete or not at all.
  ///
  /// - Parameters:
  ///   - video: the file.
  ///   - masks: its masks.
  ///   - path: the result.
  ///   - encoding: how it is encoded.
  ///   - overwrite: whether an existing file may be replaced.
  ///   - isFrameByFrame: whether each frame is looked at by itself, which flickers.
  ///   - progress: called after each frame of the first and of the second pass.
  /// - Returns: what the user should know, and what took how long.
  /// - Throws: ``VideoError``; `FileError`; what the method throws.
  public func harmonize(
    _ video: VideoInfo, masks: VideoMaskReading, to path: String, encoding: VideoEncoding = VideoEncoding(),
    overwrite: Bool = false, isFrameByFrame: Bool = false, progress: (look: Progress, render: Progress) = ({}, {})
  ) async throws -> (notices: [String], looking: Duration, times: StageTimes) {
    let file = try AtomicFile(path, options: overwrite ? [] : .keepsExisting)
    let start = ContinuousClock.now
    let track = isFrameByFrame ? .frameByFrame : try await look(at: video, masks: masks, progress: progress.look)
    let looking = ContinuousClock.now - start
    let covers = try masks.source(for: video, size: (video.width, video.height))
    let frames = try VideoReader(video, deep: video.isDeep)
    let writer = try VideoWriter(
      to: file.temporaryPath, named: path, original: video, deep: video.isDeep, encoding: encoding)
    defer { writer.stop() }
    let times = try await render(
      frames, masks: covers, by: track, times: video.times, to: writer, progress: progress.render)
    try file.commit()
    var notices = track.notices + frames.messages.map { "\(video.file): \($0)" }
    if times.frames < video.times.count {
      notices.append("\(video.file): \(video.times.count - times.frames) of its frames could not be decoded")
    }
    return (notices, looking, times)
  }

  /// The first pass over a file.
  private func look(at video: VideoInfo, masks: VideoMaskReading, progress: @escaping Progress) async throws -> Track {
    let size = Self.lookedAtSize(width: video.width, height: video.height)
    let source = try masks.source(for: video, size: size)
    return try await look(
      at: try VideoReader(video, size: size, deep: false), masks: source, times: video.times, progress: progress)
  }
}
