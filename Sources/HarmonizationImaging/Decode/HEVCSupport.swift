import CHarmonizationVips
import Foundation

/// Whether the loaded libvips decodes HEVC, the codec of HEIC files. The one that `make setup` installs does not, because of
/// HEVC's patents; a system's usually does.
enum HEVCSupport {
  /// The outcome of decoding a tiny picture, tried once: libvips has the HEIF loader either way and no way to ask it.
  static let isAvailable: Bool = {
    guard let bytes = Data(base64Encoded: sample) else { return false }
    let failure = { (detail: String) in ImagingError.damaged(file: "sample", detail: detail) }
    let pixels = try? ImageSource.bytes([UInt8](bytes), name: "sample").withVips { (source) throws(ImagingError) in
      let image = try VipsOperation.image(
        "heifload_source", [("source", .object(source)), ("fail-on", .int(CVIPS_FAIL_ON_ERROR))], failure: failure)
      return try AnyRaster(image, failure: failure)
    }
    return pixels != nil
  }()

  /// What to do about a HEIC file that this libvips cannot decode.
  static let remedy = """
    this libvips cannot decode HEVC (HEIC); set HARMONIZE_VIPS=system, or to the folder of a libvips that can \
    (Debian: apt-get install libvips42), or convert the file to JPEG, PNG or AVIF
    """

  /// 16x16 black pixels.
  static let sample = """
    AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA\
    AA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABAAEAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAAIgACAAEAAAAAAAAA\
    AQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAA\
    ALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQED\
    cAAAAwCQAAADAAADAB6gIIEFluqumubgQEDAgAAAAwCAAAADAIQiAAEABkQBwXPBiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlz\
    cGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGlt\
    ZwACAAEAAQAAACptZGF0AAAAHigBrwUSEkzg+gO95/7oPohZgK+7ZVijmVxgk1O3gA==
    """
}
