import HarmonizationImaging
import HarmonizationPixels

/// What the reference implementation's predictor gives (`predict_for_dir.py`), for comparing models rather than for photos:
/// OpenCV's bilinear reduction without antialiasing, a hard mask (above 100 of 255), the network's own output.
public struct ReferencePredictor: Sendable {
  /// The network at its own size.
  public let predictor: Predictor

  /// Wraps a compiled network.
  public init(_ predictor: Predictor) { self.predictor = predictor }

  /// The network's picture at its own size, 8 bit.
  ///
  /// - Throws: `ImagingError`, `OpenVINOError`.
  public func predict(_ photo: Photo, mask: Mask) async throws -> Raster<UInt8> {
    let (width, height) = (predictor.session.shape.width, predictor.session.shape.height)
    let composite = try photo.raster(colour: .asStored).resizedAsOpenCV(width: width, height: height)
    let hard = try mask.raster.resizedAsOpenCV(width: width, height: height).map { $0 > 100 ? Float(1) : 0 }
    let output = try await predictor(composite.units(), mask: hard)
    // The reference writes floats with OpenCV, which rounds to nearest.
    return output.map { UInt8((min(max($0, 0), 1) * 255).rounded(.toNearestOrEven)) }
  }
}
