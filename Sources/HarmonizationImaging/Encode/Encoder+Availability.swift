import CHarmonizationVips
import Foundation
import HarmonizationPixels

extension Encoder {
  /// The formats that this machine's libvips can write. HEIC and AVIF need codecs that are packaged separately, so each is
  /// tried once on a tiny picture.
  ///
  /// - Throws: ``ImagingError/libraryMissing(reason:)``.
  public static func availableFormats() throws(ImagingError) -> [ImageFormat] {
    var formats: [ImageFormat] = []
    for format in ImageFormat.allCases where try isAvailable(format) { formats.append(format) }
    return formats
  }

  /// Whether this machine's libvips can write a format.
  ///
  /// - Throws: ``ImagingError/libraryMissing(reason:)``.
  public static func isAvailable(_ format: ImageFormat) throws(ImagingError) -> Bool {
    try VipsLibrary.load()
    guard let operation = format.saveOperation, cvips_has_operation(operation) else { return false }
    return switch format {
    case .heic: writesHEIC
    case .avif: writesAVIF
    default: true
    }
  }

  private static let writesHEIC = canWriteSample(as: .heic)
  private static let writesAVIF = canWriteSample(as: .avif)

  private static func canWriteSample(as format: ImageFormat) -> Bool {
    let sample = Raster<UInt8>(width: 64, height: 64, channels: 3, repeating: 128)
    return (try? Encoder().bytes(of: sample, as: format)) != nil
  }
}

/// The image library itself. It has no settings of its own: threads and limits are those of a ``Decoder`` and an ``Encoder``.
public enum ImagingLibrary {
  /// Version of the libvips in use, such as `8.14.1`.
  ///
  /// - Throws: ``ImagingError/libraryMissing(reason:)``.
  public static func version() throws(ImagingError) -> String {
    try VipsLibrary.load()
    var (major, minor, micro): (Int32, Int32, Int32) = (0, 0, 0)
    cvips_version(&major, &minor, &micro)
    return "\(major).\(minor).\(micro)"
  }
}
