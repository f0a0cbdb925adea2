import HarmonizationData
import HarmonizationImaging
import HarmonizationPixels

/// Where a cast ends.
public enum CastEdge: String, Sendable, CaseIterable, Codable {
  /// At the mask: a photo recoloured inside it, as data sets make composites. The pixels along the edge give the answer away.
  case inPlace
  /// Four of 256 pixels beyond the mask: the mask is tighter than what was pasted.
  case loose
  /// At the mask, but four pixels on both sides of its edge are filled from further in and from further out: nothing there
  /// tells how the object looked before.
  case noSeam

  /// For tables.
  public var title: String {
    switch self {
    case .inPlace: "in place"
    case .loose: "loose"
    case .noSeam: "no seam"
    }
  }
}

/// A photo with the mask of an object, and the part of that object in which results are measured.
struct BatteryScene: Sendable {
  let name: String
  let photo: Raster<UInt8>
  let mask: Mask
  /// The mask without what is near its edge.
  let core: Raster<UInt8>
  /// Pixels near an edge: four of 256 of the shorter side.
  let reach: Double

  /// Pixels that an object has to have inside.
  private static let leastCore = 64

  /// - Throws: ``EvaluationError/emptyForeground`` where the object has no inside to measure in.
  init(_ sample: Sample) throws {
    guard let mask = Mask(sample.mask) else { throw EvaluationError.emptyForeground }
    (name, photo, self.mask) = (sample.name, sample.target, mask)
    reach = max(1, (4 * Double(min(photo.width, photo.height)) / 256).rounded())
    // Whole pixels only: what is half outside is near the edge.
    core = try mask.grown(by: -reach).thresholded(at: 1).raster
    guard core.samples.count(where: { $0 > 127 }) >= Self.leastCore else { throw EvaluationError.emptyForeground }
  }

  /// The composite with a cast that ends as `edge` says.
  func composite(_ cast: Cast, _ edge: CastEdge) throws -> Raster<UInt8> {
    switch edge {
    case .inPlace: return try cast.applied(to: photo, mask: mask.raster)
    case .loose: return try cast.applied(to: photo, mask: mask.grown(by: reach).raster)
    case .noSeam:
      let composite = try cast.applied(to: photo, mask: mask.raster)
      return try SeamFill(mask, reach: reach, core: core).applied(to: composite)
    }
  }
}

/// Fills both sides of a mask's edge with the colours beside it, ring by ring.
struct SeamFill {
  private let mask, inner, outer: Raster<UInt8>
  private let rings: Int

  init(_ mask: Mask, reach: Double, core: Raster<UInt8>) throws {
    (self.mask, inner) = (mask.raster, core)
    outer = try mask.inverted().grown(by: -reach).raster
    rings = 3 * Int(reach)
  }

  /// The picture with its foreground spread outwards to the edge and beyond, its background inwards, blended by the mask. Where
  /// no colour reaches, such as along a thin line, the picture stays.
  func applied(to picture: Raster<UInt8>) -> Raster<UInt8> {
    let (foreground, background) = (spread(picture, from: inner), spread(picture, from: outer))
    var result = picture
    for (i, cover) in mask.samples.enumerated() where inner.samples[i] < 255 && outer.samples[i] < 255 {
      for channel in 0..<picture.channels {
        let at = i * picture.channels + channel
        let own = Float(picture.samples[at])
        let (near, far) = (
          foreground.reached[i] ? foreground.colours[at] : own, background.reached[i] ? background.colours[at] : own
        )
        let share = Float(cover) / 255
        result.samples[at] = UInt8((share * near + (1 - share) * far).rounded())
      }
    }
    return result
  }

  /// Colours of a region, each ring around it the mean of its neighbours in the ring before.
  private func spread(_ picture: Raster<UInt8>, from region: Raster<UInt8>) -> (colours: [Float], reached: [Bool]) {
    var colours = picture.samples.map(Float.init)
    var reached = region.samples.map { $0 == 255 }
    for _ in 0..<rings {
      let before = reached
      for y in 0..<picture.height {
        for x in 0..<picture.width where !before[y * picture.width + x] {
          let known = neighbours(x, y).filter { before[$0] }
          guard !known.isEmpty else { continue }
          let at = y * picture.width + x
          reached[at] = true
          for channel in 0..<picture.channels {
            let sum = known.reduce(Float(0)) { $0 + colours[$1 * picture.channels + channel] }
            colours[at * picture.channels + channel] = sum / Float(known.count)
          }
        }
      }
    }
    return (colours, reached)
  }

  private func neighbours(_ x: Int, _ y: Int) -> [Int] {
    (max(y - 1, 0)...min(y + 1, mask.height - 1)).flatMap { row in
      (max(x - 1, 0)...min(x + 1, mask.width - 1)).map { row * mask.width + $0 }
    }
  }
}
