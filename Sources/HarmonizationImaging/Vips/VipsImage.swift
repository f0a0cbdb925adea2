import CHarmonizationVips
import HarmonizationPixels

/// Owns one reference to a libvips image: pixels in memory, a file that is being read, or a pipeline that computes them.
///
/// Sendable because a built image is immutable and libvips locks what its threads share; metadata are set only by the code
/// that made the image, before anybody else sees it.
final class VipsImage: @unchecked Sendable {
  private let pointer: OpaquePointer

  /// Takes over a reference.
  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  deinit { cvips_unref(UnsafeMutableRawPointer(pointer)) }

  /// Runs `body` with the pointer, which may not leave it.
  func withPointer<Result, Failure: Error>(_ body: (OpaquePointer) throws(Failure) -> Result) throws(Failure) -> Result
  {
    defer { withExtendedLifetime(self) {} }
    return try body(pointer)
  }

  var width: Int { withPointer { Int(cvips_image_width($0)) } }
  var height: Int { withPointer { Int(cvips_image_height($0)) } }
  var channels: Int { withPointer { Int(cvips_image_bands($0)) } }
  var interpretation: Int32 { withPointer { cvips_image_interpretation($0) } }
  var format: Int32 { withPointer { cvips_image_format($0) } }
  var coding: Int32 { withPointer { cvips_image_coding($0) } }
  var hasAlpha: Bool { withPointer { cvips_image_has_alpha($0) } }

  /// EXIF orientation, 1...8; 1 if there is none or nonsense.
  var orientation: Int {
    let value = withPointer { Int(cvips_image_orientation($0)) }
    return (1...8).contains(value) ? value : 1
  }
}

// MARK: - Metadata

extension VipsImage {
  func hasField(_ name: String) -> Bool { withPointer { cvips_image_has_field($0, name) } }

  func int(_ name: String) -> Int? {
    var value: Int32 = 0
    return withPointer { cvips_image_get_int($0, name, &value) } ? Int(value) : nil
  }

  func string(_ name: String) -> String? {
    withPointer { cvips_image_get_string($0, name).map { String(cString: $0) } }
  }

  func bytes(_ name: String) -> [UInt8]? {
    withPointer {
      var count = 0
      guard let start = cvips_image_get_blob($0, name, &count) else { return nil }
      return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  func set(_ name: String, _ value: Int) { withPointer { cvips_image_set_int($0, name, Int32(clamping: value)) } }

  func set(_ name: String, _ value: String) { withPointer { cvips_image_set_string($0, name, value) } }

  func set(_ name: String, _ value: [UInt8]) { withPointer { cvips_image_set_blob($0, name, value, value.count) } }

  /// Removes every field whose name starts with `prefix`.
  func removeAll(_ prefix: String) { withPointer { cvips_image_remove_prefix($0, prefix) } }

  func remove(_ name: String) { withPointer { _ = cvips_image_remove($0, name) } }
}

// MARK: - Making

/// A reference that C keeps: taken with `retained`, given back by `release`.
enum Held {
  static func retained(_ object: AnyObject) -> UnsafeMutableRawPointer { Unmanaged.passRetained(object).toOpaque() }

  static let release: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
    guard let context else { return }
    Unmanaged<AnyObject>.fromOpaque(context).release()
  }
}

extension VipsImage {
  /// An image over `raster`'s samples, which it keeps alive without copying.
  static func over<Sample: PixelSample>(_ raster: Raster<Sample>) throws(ImagingError) -> VipsImage {
    let pixels = HeldSamples(raster.samples)
    let made = cvips_image_new_memory(
      pixels.start, pixels.byteCount, Int32(clamping: raster.width), Int32(clamping: raster.height),
      Int32(clamping: raster.channels), Sample.bandFormat)
    guard let made else {
      throw ImagingError.processingFailed(file: "image in memory", detail: VipsLibrary.takeMessage())
    }
    cvips_attach(UnsafeMutableRawPointer(made), "harmonize-pixels", Held.retained(pixels), Held.release)
    return VipsImage(owning: made)
  }

  /// The image with all its pixels computed, and the same metadata.
  ///
  /// - Throws: `failure` with libvips's message.
  func inMemory(failure: (String) -> ImagingError) throws(ImagingError) -> VipsImage {
    guard let made = withPointer({ cvips_image_copy_memory($0) }) else { throw failure(VipsLibrary.takeMessage()) }
    return VipsImage(owning: made)
  }

  /// An image over the samples of a picture: grey or sRGB, with or without alpha.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for other numbers of channels; libvips missing.
  static func picture<Sample: PixelSample>(_ raster: Raster<Sample>) throws(ImagingError) -> VipsImage {
    try VipsLibrary.load()
    guard (1...4).contains(raster.channels) else {
      throw .invalidParameter(name: "raster", reason: "\(raster.channels) channels; expected 1 to 4")
    }
    let isDeep = MemoryLayout<Sample>.size > 1
    let (colour, grey) =
      isDeep
      ? (CVIPS_INTERPRETATION_RGB16, CVIPS_INTERPRETATION_GREY16)
      : (CVIPS_INTERPRETATION_SRGB, CVIPS_INTERPRETATION_B_W)
    let space = raster.channels < 3 ? grey : colour
    return try VipsOperation.image(
      "copy", [("in", .image(try over(raster))), ("interpretation", .int(Int(space.rawValue)))]
    ) { .processingFailed(file: "image in memory", detail: $0) }
  }

  /// Samples at an address that does not move as long as the object lives.
  private final class HeldSamples {
    let start: UnsafeMutableRawPointer
    let byteCount: Int

    init<Sample>(_ samples: [Sample]) {
      byteCount = samples.count * MemoryLayout<Sample>.stride
      start = .allocate(byteCount: max(byteCount, 1), alignment: 64)
      samples.withUnsafeBytes { start.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(start), byteCount: $0.count) }
    }

    deinit { start.deallocate() }
  }
}

extension PixelSample {
  /// libvips's number of the type.
  static var bandFormat: Int32 {
    let format =
      switch Self.self {
      case is UInt8.Type: CVIPS_FORMAT_UCHAR
      case is UInt16.Type: CVIPS_FORMAT_USHORT
      default: CVIPS_FORMAT_FLOAT
      }
    return Int32(format.rawValue)
  }
}
