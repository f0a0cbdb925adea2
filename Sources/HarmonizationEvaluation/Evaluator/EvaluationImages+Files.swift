import Foundation
import Imaging

extension EvaluationImages {
  /// Reads composite, mask and true picture as the reference does: stored numbers without colour conversion, the first band
  /// of the mask divided by 255.
  /// - Throws: `ImagingError` with the file's name.
  public init(composite: String, mask: String, target: String) throws(ImagingError) {
    let decoder = Decoder(threads: 1)
    let weights = try decoder.raster(.file(mask), colour: .asStored)
    var soft = Raster<Float>(width: weights.width, height: weights.height, bands: 1, repeating: 0)
    for pixel in soft.samples.indices { soft.samples[pixel] = Float(weights.samples[pixel * weights.bands]) / 255 }
    self.init(
      composite: try decoder.raster(.file(composite), colour: .asStored), mask: soft,
      target: try decoder.raster(.file(target), colour: .asStored))
  }
}

extension EvaluationItem {
  /// A test case in three files.
  public init(subset: String, name: String, composite: String, mask: String, target: String) {
    self.init(subset: subset, name: name) {
      try EvaluationImages(composite: composite, mask: mask, target: target)
    }
  }
}

extension EncodedPicture {
  /// The picture as a JPEG file.
  /// - Throws: `ImagingError` where libvips is missing or fails.
  public static func jpeg(_ raster: Raster<UInt8>) throws(ImagingError) -> EncodedPicture {
    EncodedPicture(mediaType: "image/jpeg", bytes: Data(try Encoder().bytes(of: raster, as: .jpeg)))
  }
}
