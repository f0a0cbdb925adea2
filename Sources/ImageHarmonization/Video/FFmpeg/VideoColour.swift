/// What the numbers of a video mean: its range, matrix, primaries and transfer.
public struct VideoColour: Sendable, Hashable {
  /// Whether black is 0 and white the largest number.
  public let isFullRange: Bool
  /// FFmpeg's name of the matrix from RGB; nil if the file does not say.
  public let matrix: String?
  /// FFmpeg's name of the primaries; nil if the file does not say.
  public let primaries: String?
  /// FFmpeg's name of the transfer function; nil if the file does not say.
  public let transfer: String?
  /// Whether the file says whether the range is full.
  private let saysRange: Bool
  /// Whether it is stored as RGB.
  private let isRGB: Bool
  /// The matrix that players take where the file does not say: by the number of rows.
  private let assumed: String

  init(_ stream: ProbeReport.Stream, height: Int) {
    func known(_ text: String?) -> String? { text.flatMap { ["unknown", "reserved"].contains($0) ? nil : $0 } }
    let format = stream.pix_fmt ?? ""
    isRGB = ["rgb", "bgr", "gbr", "argb", "abgr", "pal8", "x2rgb"].contains { format.hasPrefix($0) }
    matrix = known(stream.color_space)
    primaries = known(stream.color_primaries)
    transfer = known(stream.color_transfer)
    isFullRange = stream.color_range == "pc" || format.hasPrefix("yuvj") || isRGB
    saysRange = known(stream.color_range) != nil || format.hasPrefix("yuvj")
    assumed = height >= 720 ? "bt709" : "bt601"
  }

  /// The scaler's name of the matrix.
  private var scalerMatrix: String {
    switch matrix {
    case "bt709": "bt709"
    case "bt470bg", "smpte170m": "bt601"
    case "smpte240m": "smpte240m"
    case "fcc": "fcc"
    case "bt2020nc", "bt2020c": "bt2020"
    default: assumed
    }
  }

  /// The scaler's options for the way to RGB.
  var toRGB: String {
    isRGB ? "out_range=pc" : "in_color_matrix=\(scalerMatrix):in_range=\(range):out_range=pc"
  }

  /// The scaler's options for the way back. RGB is stored as YUV in limited range, which every player understands.
  var fromRGB: String { "in_range=pc:out_color_matrix=\(scalerMatrix):out_range=\(isRGB ? "tv" : range)" }

  private var range: String { isFullRange ? "pc" : "tv" }

  /// The encoder's options that say again what the file said.
  var tags: [String] {
    var tags: [String] = []
    if isRGB { tags += ["-colorspace", scalerMatrix == "bt709" ? "bt709" : "smpte170m", "-color_range", "tv"] }
    if let matrix, !isRGB { tags += ["-colorspace", matrix] }
    if saysRange, !isRGB { tags += ["-color_range", range] }
    if let primaries { tags += ["-color_primaries", primaries] }
    if let transfer { tags += ["-color_trc", transfer] }
    return tags
  }
}
