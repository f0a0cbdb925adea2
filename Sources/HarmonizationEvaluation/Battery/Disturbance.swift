import HarmonizationData
import HarmonizationImaging
import HarmonizationPixels

/// A change of picture or mask that a model's answer should not depend on.
public enum Disturbance: String, Sendable, CaseIterable, Codable {
  case mirrored, halfSize, maskShifted, maskGrown, maskShrunk, cropped, moved, compressed

  /// For tables.
  public var title: String {
    switch self {
    case .mirrored: "mirrored"
    case .halfSize: "half size"
    case .maskShifted: "mask shifted 2 px"
    case .maskGrown: "mask grown 3 px"
    case .maskShrunk: "mask shrunk 3 px"
    case .cropped: "6 % cropped"
    case .moved: "moved by 1 px"
    case .compressed: "JPEG quality 60"
    }
  }
}

/// What a model is given, and where its answer is measured.
struct BatteryView: Sendable {
  var picture: Raster<UInt8>
  var mask: Mask
  var weights: Raster<UInt8>

  /// The view after a disturbance.
  func disturbed(by disturbance: Disturbance) throws -> BatteryView {
    var view = self
    switch disturbance {
    case .mirrored: view = try mapped { $0.mirrored() }
    case .halfSize:
      let (width, height) = (max(picture.width / 2, 1), max(picture.height / 2, 1))
      view = try mapped { try $0.resized(width: width, height: height) }
    case .maskShifted: view.mask = try Self.mask(mask.raster.moved(x: 2, y: 0))
    case .maskGrown: view.mask = try mask.grown(by: 3)
    case .maskShrunk: view.mask = try mask.grown(by: -3)
    case .cropped:
      let (x, y) = (picture.width * 3 / 100, picture.height * 3 / 100)
      view = try mapped { $0.trimmed(x: x, y: y) }
    case .moved: view = try mapped { $0.moved(x: 1, y: 0) }
    case .compressed: view.picture = picture.withJPEGArtefacts(quality: 60)
    }
    return view
  }

  private func mapped(_ transform: (Raster<UInt8>) throws -> Raster<UInt8>) throws -> BatteryView {
    try BatteryView(
      picture: transform(picture), mask: Self.mask(transform(mask.raster)), weights: transform(weights))
  }

  private static func mask(_ raster: Raster<UInt8>) throws -> Mask {
    guard let mask = Mask(raster) else { throw EvaluationError.emptyForeground }
    return mask
  }
}

extension Raster {
  /// The picture moved by whole pixels; its edges are repeated.
  fileprivate func moved(x: Int, y: Int) -> Raster {
    pixels(width: width, height: height) { (min(max($0 - x, 0), width - 1), min(max($1 - y, 0), height - 1)) }
  }

  /// The picture without so many columns and rows on each side.
  fileprivate func trimmed(x: Int, y: Int) -> Raster {
    pixels(width: width - 2 * x, height: height - 2 * y) { ($0 + x, $1 + y) }
  }

  private func pixels(width: Int, height: Int, from source: (Int, Int) -> (Int, Int)) -> Raster {
    var result = Raster(width: width, height: height, channels: channels, repeating: samples[0])
    for y in 0..<height {
      for x in 0..<width {
        let (column, row) = source(x, y)
        for channel in 0..<channels {
          result.samples[result.offset(x: x, y: y) + channel] = samples[offset(x: column, y: row) + channel]
        }
      }
    }
    return result
  }
}
