/// Kinds of files that are whole and are not read: named for what they are, with the remedy, never called damaged.
enum UnreadKinds {
  /// Why a file cannot be read, told by its header; nil if nothing speaks against it.
  static func reason(_ jpeg: JPEGHeader?, _ tiff: TIFFHeader?) -> String? {
    if let jpeg { return reason(jpeg) }
    return tiff.flatMap { reason($0) }
  }

  private static func reason(_ jpeg: JPEGHeader) -> String? {
    if jpeg.isJPEGLS { return "it is JPEG-LS, which is not read; convert it to PNG or TIFF" }
    guard jpeg.precision != 8 else { return nil }
    return "a JPEG with \(jpeg.precision) bits per sample, which is not read; convert it to PNG or TIFF with 16 bits"
  }

  private static func reason(_ tiff: TIFFHeader) -> String? {
    let (bits, kind) = (tiff[258]?.max() ?? 1, tiff[339]?.first ?? 1)
    if kind == 5 || kind == 6 { return "its samples are complex numbers; save its brightness with 8 or 16 bits" }
    if bits > 32 {
      let name = kind == 3 ? "\(bits)-bit floating-point numbers" : "\(bits)-bit integers"
      return "its samples are \(name), which are not read; save it with 8 or 16 bits, or as 32-bit floating point"
    }
    if tiff[284]?.first == 2, tiff[322] != nil, (tiff[277]?.first ?? 1) > 1 {
      return
        "its colours are in separate planes of tiles, which is not read; save it with interleaved colours or without tiles"
    }
    return nil
  }

  /// What decoders say of files that are whole, in lower case.
  private static let marks = [
    "not supported", "not configured", "not implemented", "samples out of range", "unsupported jpeg process",
    "unsupported jpeg data precision",
  ]

  /// The error for what a decoder says: what it knows and does not read is not damaged.
  static func error(_ detail: String, file: String) -> ImagingError {
    guard marks.contains(where: detail.lowercased().contains) else { return .damaged(file: file, detail: detail) }
    // Decoders repeat themselves for every strip.
    let message = detail.split(separator: ";").first.map { $0.drop { $0 == " " } } ?? ""
    let text = message.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? message
    return .unsupported(file: file, reason: "this kind of file is not read (\(text)); save it as a plain PNG or TIFF")
  }
}
