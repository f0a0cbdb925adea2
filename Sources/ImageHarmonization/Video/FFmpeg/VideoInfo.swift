import Foundation

/// What FFmpeg says of a video file.
public struct VideoInfo: Sendable {
  /// The file.
  public let file: String
  /// Pixels in a row, as shown.
  public let width: Int
  /// Rows, as shown.
  public let height: Int
  /// The times at which frames are shown, in seconds, in order.
  public let times: [Double]
  /// Seconds from the file's start to the first frame: sound may come first.
  public let start: Double
  /// Frames per second on average.
  public let frameRate: Double
  /// The unit of the frames' times in seconds, for example `1/90000`.
  public let timeBase: String
  /// The name of the stored pixels' format, for example `yuv420p10le`.
  public let pixelFormat: String
  /// Whether it has transparency.
  public let hasAlpha: Bool
  /// What the stored numbers mean.
  public let colour: VideoColour
  /// Width of a pixel relative to its height, for example `1:1`.
  public let pixelAspect: String
  /// What the user should know.
  public let notices: [String]
  /// FFmpeg's number of the stream.
  let stream: Int
  /// The decoder that gives the transparency, where the usual one does not.
  let alphaDecoder: String?

  /// Whether it has more than 8 bits.
  public var isDeep: Bool {
    let signs = ["p9", "p10", "p12", "p14", "p16", "y9", "y10", "y12", "y14", "y16", "a16", "rgb48", "bgr48", "ra64"]
    let names = ["p010", "p012", "p016", "p210", "p216", "p410", "p416", "x2rgb10", "x2bgr10", "rgba64", "bgra64"]
    return signs.contains { pixelFormat.contains($0) } || names.contains { pixelFormat.hasPrefix($0) }
  }

  /// Asks `ffprobe`.
  ///
  /// - Throws: ``VideoError``: a missing program, an unreadable file, no video, HDR.
  public init(of file: String) throws(VideoError) {
    let report = try Self.report(on: file)
    guard let stream = report.streams.first(where: { $0.codec_type == "video" && $0.disposition?.attached_pic != 1 }),
      let width = stream.width, let height = stream.height, width > 0, height > 0
    else { throw .unusable(file: file, reason: "there is no video in it") }
    let transfer = stream.color_transfer
    guard !["smpte2084", "arib-std-b67"].contains(transfer) else {
      throw .unusable(file: file, reason: "it is HDR (\(transfer ?? "")); convert it to SDR first")
    }
    let turns = stream.rotation % 180 != 0
    (self.file, self.width, self.height) = (file, turns ? height : width, turns ? width : height)
    self.stream = stream.index
    pixelFormat = stream.pix_fmt ?? "yuv420p"
    let alphaTag = stream.tags?["alpha_mode"] == "1"
    alphaDecoder = alphaTag ? ["vp8": "libvpx", "vp9": "libvpx-vp9"][stream.codec_name ?? ""] : nil
    hasAlpha =
      alphaDecoder != nil
      || ["yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "pal8"]
        .contains { stream.pix_fmt?.hasPrefix($0) == true }
    colour = VideoColour(stream, height: height)
    frameRate = Self.ratio(stream.avg_frame_rate) ?? Self.ratio(stream.r_frame_rate) ?? 25
    timeBase = stream.time_base ?? "1/90000"
    pixelAspect = stream.sample_aspect_ratio.flatMap { $0.hasPrefix("0") ? nil : $0 } ?? "1:1"
    times = try Self.times(of: file, stream: stream.index)
    guard !times.isEmpty else { throw .unusable(file: file, reason: "its video has no frames") }
    start = max(0, (times.first ?? 0) - (report.format?.start_time.flatMap(Double.init) ?? 0))
    notices =
      ["progressive", "unknown", nil].contains(stream.field_order)
      ? [] : ["\(file): it is interlaced; its lines are kept as they are, but the result does not say so"]
  }

  private static func times(of file: String, stream: Int) throws(VideoError) -> [Double] {
    let probe = try ChildProcess(
      "ffprobe",
      [
        "-v", "error", "-select_streams", "\(stream)", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0",
        "file:\(file)",
      ], streams: .output, file: file)
    let text = String(decoding: probe.readAll(), as: UTF8.self)
    try probe.finish()
    // A packet that an edit list leaves out has the flag D.
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ",")
      return fields.count > 1 && fields[1].contains("D") ? nil : fields.first.flatMap { Double($0) }
    }.sorted()
  }

  private static func ratio(_ text: String?) -> Double? {
    let parts = (text ?? "").split(separator: "/").compactMap { Double($0) }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    return parts[0] / parts[1]
  }

  private static func report(on file: String) throws(VideoError) -> ProbeReport {
    let probe = try ChildProcess(
      "ffprobe", ["-v", "error", "-print_format", "json", "-show_format", "-show_streams", "file:\(file)"],
      streams: .output, file: file)
    let data = probe.readAll()
    try probe.finish()
    do { return try JSONDecoder().decode(ProbeReport.self, from: data) } catch {
      throw .failed(program: "ffprobe", file: file, detail: "its report cannot be understood")
    }
  }
}

/// What `ffprobe` reports, as it spells it.
struct ProbeReport: Decodable {
  struct Format: Decodable { let start_time: String? }
  struct Disposition: Decodable { let attached_pic: Int? }
  struct SideData: Decodable { let rotation: Double? }

  struct Stream: Decodable {
    let index: Int
    let codec_type: String?
    let codec_name: String?
    let width: Int?
    let height: Int?
    let pix_fmt: String?
    let color_range: String?
    let color_space: String?
    let color_primaries: String?
    let color_transfer: String?
    let field_order: String?
    let avg_frame_rate: String?
    let r_frame_rate: String?
    let time_base: String?
    let sample_aspect_ratio: String?
    let disposition: Disposition?
    let side_data_list: [SideData]?
    let tags: [String: String]?

    /// By how many degrees it is turned when shown.
    var rotation: Int {
      Int(side_data_list?.compactMap(\.rotation).first ?? Double(tags?["rotate"] ?? "") ?? 0)
    }
  }

  let streams: [Stream]
  let format: Format?
}
