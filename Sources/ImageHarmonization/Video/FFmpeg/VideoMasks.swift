import HarmonizationImaging
import HarmonizationPixels

/// The frames of a video as masks: its transparency if it has any, otherwise its brightness.
public struct VideoMasks: MaskSource {
  private let child: ChildProcess
  private let size: (width: Int, height: Int)
  private let scale: Double
  private let isClean: Bool
  private let preparation: MaskPreparation

  /// Codecs leave noise in black and white: up to so many levels of 255 count as such. It is fixed, since limits that are found for each
  /// frame would flicker.
  private static let noise = 16

  /// Starts to decode.
  ///
  /// - Parameters:
  ///   - info: the mask video.
  ///   - size: width and height of the masks that are wanted.
  ///   - scale: their size relative to the video's that they are for.
  ///   - preparation: what is done to them.
  /// - Throws: ``VideoError``.
  public init(
    _ info: VideoInfo, size: (width: Int, height: Int), scale: Double = 1,
    preparation: MaskPreparation = MaskPreparation()
  ) throws(VideoError) {
    (self.size, self.scale, self.preparation) = (size, scale, preparation)
    isClean = info.hasAlpha
    let resize = "scale=\(size.width):\(size.height):flags=\(scale < 1 ? "area" : "bicubic")"
    let range = info.colour.isFullRange ? "pc" : "tv"
    let filter =
      info.hasAlpha
      ? "alphaextract,format=gray,\(resize)" : "\(resize):in_range=\(range):out_range=pc,format=gray"
    child = try ChildProcess(
      "ffmpeg", VideoReader.arguments(info, filter: filter, decoder: info.alphaDecoder), streams: .output,
      file: info.file)
  }

  /// The next frame's mask; nil for a frame without a foreground and behind the last frame.
  public func next() throws -> Mask? {
    let samples = child.read(size.width * size.height, of: UInt8.self)
    guard var raster = Raster(width: size.width, height: size.height, channels: 1, samples: samples) else { return nil }
    if !isClean {
      let levels = Self.levels
      raster = raster.map { levels[Int($0)] }
    }
    return try Mask(raster).flatMap { try preparation.applied(to: $0, scale: scale) }
  }

  private static let levels = (0...255).map { level in
    UInt8(min(max((level - noise) * 255 / (255 - 2 * noise), 0), 255))
  }

  /// Ends the decoder.
  public func stop() { child.stop() }
}
