import Foundation
import TestSupport

@testable import HarmonizationImaging
import HarmonizationPixels

/// Smooth colours with some texture: what photos look like to a codec.
func picture(_ width: Int, _ height: Int, channels: Int = 3) -> Raster<UInt8> {
  TestPicture.photo(width: width, height: height, channels: channels)
}

/// The same with fine 16-bit steps.
func deepPicture(_ width: Int, _ height: Int, channels: Int = 3) -> Raster<UInt16> {
  TestPicture.deep(picture(width, height, channels: channels))
}

/// A soft ellipse in the middle.
func ellipse(_ width: Int, _ height: Int) -> Mask { Mask(values: TestPicture.ellipse(width: width, height: height)) }

/// A disagreement between neighbouring pixels would show: the change depends on the place.
struct Warming: PixelTransform {
  func apply(to span: PixelSpan) {
    for i in 0..<span.count {
      let place = Float((span.x + i) % 32 + span.y % 16) / 480
      span.red[i] = span.red[i] * 1.1 + place
      span.green[i] = span.green[i] * 0.97 + 0.01
      span.blue[i] = span.blue[i] * 0.8 + place
    }
  }
}

/// Mean absolute difference of samples.
func difference(_ a: Raster<UInt8>, _ b: Raster<UInt8>) -> Double {
  guard a.samples.count == b.samples.count, !a.samples.isEmpty else { return .infinity }
  return zip(a.samples, b.samples).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(a.samples.count)
}

/// Largest absolute difference of samples.
func worst<Sample: BinaryInteger>(_ a: Raster<Sample>, _ b: Raster<Sample>) -> Int {
  guard a.samples.count == b.samples.count else { return .max }
  return zip(a.samples, b.samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}

/// `raster` as PNG bytes, in the named one of libvips's built-in profiles.
func encoded<Sample: PixelSample>(
  _ raster: Raster<Sample>, profile: String? = nil, orientation: Int? = nil, as format: ImageFormat = .png,
  depth: Int = 8
) throws -> [UInt8] {
  try VipsLibrary.load()
  let failure = { (detail: String) in ImagingError.processingFailed(file: "test", detail: detail) }
  let isDeep = MemoryLayout<Sample>.size == 2
  let space = raster.channels < 3 ? (isDeep ? 26 : 1) : (isDeep ? 25 : 22)
  var image = try VipsOperation.image(
    "copy", [("in", .image(try VipsImage.over(raster))), ("interpretation", .int(space))], failure: failure)
  if let profile {
    image = try VipsOperation.image(
      "icc_transform",
      [("in", .image(image)), ("output-profile", .string(profile)), ("depth", .int(depth))], failure: failure)
  }
  if let orientation { image.set("orientation", orientation) }
  return try Encoder().bytes(of: image, as: format, source: nil)
}

/// All samples as decoded, alpha included, no conversion.
func native(_ bytes: [UInt8]) throws -> AnyRaster {
  let image = try Photo(.bytes(bytes, name: "test")).open()
  return try AnyRaster(image) { .processingFailed(file: "test", detail: $0) }
}

extension AnyRaster {
  var bytes: Raster<UInt8>? { if case .bytes(let raster) = self { raster } else { nil } }
  var words: Raster<UInt16>? { if case .words(let raster) = self { raster } else { nil } }
}

extension Raster {
  /// A copy of a part that lies inside.
  func cropped(_ part: PixelRect) -> Raster {
    let rows = (part.y..<part.y + part.height).map { row in
      samples[offset(x: part.x, y: row)..<offset(x: part.x + part.width, y: row)]
    }
    return Raster(width: part.width, height: part.height, channels: channels, samples: Array(rows.joined())) ?? self
  }
}
