import HarmonizationSupport

/// Files that are pictures for people, and are not read.
public enum OtherPictures {
  /// The suffixes of camera raw files.
  private static let raw: Set<String> = [
    "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "gpr", "iiq", "k25", "kdc", "mos", "mrw", "nef",
    "nrw", "orf",
    "pef", "ptx", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f",
  ]
  private static let others: Set<String> = [
    "bmp", "dds", "exr", "fits", "hdr", "j2k", "jp2", "jxl", "pbm", "pcx", "pdf", "pgm", "pnm", "ppm", "psb", "psd",
    "qoi", "svg",
    "tga", "xcf",
  ]
  /// What is said about a camera raw file.
  static let rawReason = "a camera raw file; develop it first (to TIFF or JPEG)"

  /// Whether a file is a camera raw file: TIFF by its first bytes and raw by its name or by its tags, or of a maker's own
  /// format. Libraries for TIFF would take the preview that such files start with.
  static func isRaw(_ path: String, head: [UInt8], tiff: TIFFHeader?) -> Bool {
    func has(_ text: String, at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: Array(text.utf8)) }
    if has("FUJIFILMCCD-RAW") || has("FOVb") || has("ftypcrx", at: 4) { return true }
    if has("IIRO") || has("IIRS") || has("MMOR") || has("IIU\0") || has("CR", at: 8) && has("II*") { return true }
    guard ImageFormat(magic: head) == .tiff else { return false }
    return isRaw(path) || tiff?.isPreview == true
  }

  /// Whether the suffix is that of a camera raw file.
  static func isRaw(_ path: String) -> Bool { raw.contains(FileName.suffix(of: path).lowercased()) }

  /// Why a file is left out although it is a picture; nil for what is not a picture.
  public static func reason(for path: String) -> String? {
    if isRaw(path) { return rawReason }
    let suffix = FileName.suffix(of: path).lowercased()
    return others.contains(suffix) ? "\(suffix.uppercased()) is not read; convert it to PNG or TIFF" : nil
  }
}
