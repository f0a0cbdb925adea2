import HarmonizationPixels
import HarmonizationSupport

/// How a video is encoded.
public struct VideoEncoding: Sendable, Hashable {
  /// FFmpeg's name of the encoder; nil for H.264, and VP9 in `.webm`.
  public var codec: String?
  /// Constant rate factor: less is better and larger.
  public var quality = 18
  /// Speed of libx264 and libx265.
  public var preset = "veryfast"

  /// H.264 that is hard to tell from its source.
  public init() {}

  /// FFmpeg's name of a file's container by its suffix; nil for one that is not written.
  static func container(of path: String) -> String? {
    ["mp4": "mp4", "m4v": "mp4", "mov": "mov", "mkv": "matroska", "webm": "webm"][
      FileName.suffix(of: path).lowercased()]
  }

  /// Refuses a name whose container is not written.
  ///
  /// - Throws: ``VideoError``.
  public static func check(_ path: String) throws(VideoError) {
    guard container(of: path) != nil else {
      throw .unusable(file: path, reason: "videos are written as .mp4, .mov, .mkv or .webm")
    }
  }
}

/// Encodes frames by FFmpeg; sound, subtitles and what the file says about itself are copied from the original.
public struct VideoWriter: FrameSink {
  private let child: ChildProcess
  private let container: RawMatroska
  private let first: Double

  /// Starts to encode.
  ///
  /// - Parameters:
  ///   - path: where the bytes go, for example the temporary file of an `AtomicFile`.
  ///   - name: the file's name in the end, whose suffix settles the container.
  ///   - original: the video that the frames come from.
  ///   - deep: whether frames have 16 bits for each channel.
  ///   - encoding: how.
  /// - Throws: ``VideoError``.
  public init(
    to path: String, named name: String, original: VideoInfo, deep: Bool, encoding: VideoEncoding = VideoEncoding()
  ) throws(VideoError) {
    try VideoEncoding.check(name)
    let format = VideoEncoding.container(of: name) ?? "mp4"
    container = RawMatroska(
      width: original.width, height: original.height, isDeep: deep, frameRate: original.frameRate)
    first = original.times.first ?? 0
    child = try ChildProcess(
      "ffmpeg", Self.arguments(to: path, format: format, original, deep: deep, encoding), streams: .input, file: name)
    try child.write(container.header)
  }

  private static func arguments(
    to path: String, format: String, _ original: VideoInfo, deep: Bool, _ encoding: VideoEncoding
  ) -> [String] {
    let codec = encoding.codec ?? (format == "webm" ? "libvpx-vp9" : "libx264")
    var arguments = ["-nostdin", "-v", "error", "-y"]
    // Frames come in microseconds from the first one on; what is copied keeps its distance to them.
    arguments += ["-itsoffset", "\(original.start)", "-f", "matroska", "-i", "pipe:0", "-i", "file:\(original.file)"]
    arguments += ["-map", "0:v:0", "-map", "1:a?", "-map", "1:s?", "-map_metadata", "1", "-map_chapters", "1"]
    arguments += ["-c", "copy", "-c:v", codec, "-crf", "\(encoding.quality)"]
    if codec.hasPrefix("libx26") { arguments += ["-preset", encoding.preset] }
    if codec.hasPrefix("libvpx") { arguments += ["-b:v", "0", "-row-mt", "1"] }
    if let subtitles = subtitleCodec(from: original.file, to: format) { arguments += ["-c:s", subtitles] }
    let scale = "scale=\(original.colour.fromRGB):flags=bicubic+accurate_rnd+full_chroma_inp"
    let aspect = original.pixelAspect.replacing(":", with: "/")
    arguments += ["-vf", "\(scale),format=\(pixelFormat(original, deep: deep)),setsar=\(aspect)"]
    arguments += original.colour.tags + ["-fps_mode", "passthrough", "-enc_time_base", original.timeBase]
    if format == "mp4" || format == "mov", let scale = original.timeBase.split(separator: "/").last {
      arguments += ["-video_track_timescale", "\(scale)", "-movflags", "+faststart"]
    }
    return arguments + ["-max_muxing_queue_size", "4096", "-f", format, "file:\(path)"]
  }

  /// The encoder's pixels: as the original's are subsampled, 8 or 10 bits.
  private static func pixelFormat(_ original: VideoInfo, deep: Bool) -> String {
    let name = original.pixelFormat
    let isFull = ["444", "rgb", "bgr", "gbr", "p410", "p416"].contains { name.contains($0) }
    let isHalf = ["422", "p210", "p216", "yuyv", "uyvy"].contains { name.contains($0) }
    return (isFull ? "yuv444p" : isHalf ? "yuv422p" : "yuv420p") + (deep ? "10le" : "")
  }

  /// Text changes its form between the families of containers.
  private static func subtitleCodec(from file: String, to format: String) -> String? {
    let isMP4 = ["mp4", "m4v", "mov"].contains(FileName.suffix(of: file).lowercased())
    switch format {
    case "mp4", "mov": return isMP4 ? nil : "mov_text"
    case "webm": return "webvtt"
    default: return isMP4 ? "srt" : nil
    }
  }

  /// Sends a frame to the encoder. The process must ignore SIGPIPE, so that an encoder that has ended is an error.
  public func write(_ frame: FramePixels, time: Double) throws {
    switch frame {
    case .bytes(let raster): try send(raster.samples, at: time)
    case .words(let raster): try send(raster.samples, at: time)
    }
  }

  private func send<Sample: PixelSample>(_ samples: [Sample], at time: Double) throws {
    try child.write(
      container.prefix(time: time - first, byteCount: samples.count * MemoryLayout<Sample>.stride))
    try child.write(samples)
  }

  /// Waits until the encoder has written everything.
  public func finish() throws { try child.finish() }

  /// Ends the encoder before its end.
  public func stop() { child.stop() }
}
