import HarmonizationPixels

/// The frames of a video file, decoded by FFmpeg.
public struct VideoReader: FrameSource {
  private let child: ChildProcess
  private let width: Int
  private let height: Int
  private let isDeep: Bool

  /// Starts to decode.
  ///
  /// - Parameters:
  ///   - info: the video.
  ///   - size: width and height of the frames; nil for the video's own.
  ///   - deep: whether 16 bits are given for each channel.
  /// - Throws: ``VideoError``.
  public init(_ info: VideoInfo, size: (width: Int, height: Int)? = nil, deep: Bool) throws(VideoError) {
    (width, height) = size ?? (info.width, info.height)
    isDeep = deep
    // Chroma is interpolated in the render pass; a reduction averages.
    let flags = "\(size == nil ? "bicubic" : "area")+accurate_rnd+full_chroma_int"
    // By way of planes: the scaler takes half the time for them, and the pixels are the same.
    let formats = deep ? "format=gbrp16le,format=rgb48le" : "format=gbrp,format=rgb24"
    let filter = "scale=\(width):\(height):\(info.colour.toRGB):flags=\(flags),\(formats)"
    child = try ChildProcess(
      "ffmpeg", Self.arguments(info, filter: filter), streams: .output, file: info.file)
  }

  /// Arguments that decode a video into a pipe.
  static func arguments(_ info: VideoInfo, filter: String, decoder: String? = nil) -> [String] {
    ["-nostdin", "-v", "error"] + (decoder.map { ["-c:v", $0] } ?? []) + [
      "-i", "file:\(info.file)", "-map", "0:\(info.stream)", "-vf", filter, "-fps_mode", "passthrough", "-f",
      "rawvideo", "pipe:1",
    ]
  }

  /// The next frame; nil at the end. What FFmpeg says of damaged frames is in ``messages``.
  public func next() -> FramePixels? {
    isDeep ? raster(of: UInt16.self).map { .words($0) } : raster(of: UInt8.self).map { .bytes($0) }
  }

  private func raster<Sample: PixelSample>(of type: Sample.Type) -> Raster<Sample>? {
    Raster(width: width, height: height, channels: 3, samples: child.read(3 * width * height, of: type))
  }

  /// What FFmpeg said, the last few lines.
  public var messages: [String] { child.messages }

  /// Ends the decoder.
  public func stop() { child.stop() }
}
