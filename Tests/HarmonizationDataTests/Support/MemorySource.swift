import HarmonizationPixels
import HarmonizationSupport

@testable import HarmonizationData

/// Generated samples.
struct MemorySource: SampleSource {
  var samples: [Sample]

  /// Photos with an ellipse each; with `pairs` also darker composites.
  init(count: Int, width: Int = 64, height: Int = 48, pairs: Bool = false) {
    let mask = ellipse(width: width, height: height).bytes
    samples = (0..<count).map { i in
      let target = scene(
        UInt64(100 + i), width: width, height: height, centre: SIMD3(0.3 + 0.02 * Double(i % 15), 0.5, 0.55)
      ).bytes
      let darker = Raster(width: width, height: height, channels: 3, samples: target.samples.map { $0 / 2 })
      return Sample(name: "s\(i)", composite: pairs ? darker : nil, target: target, mask: mask)
    }
  }

  var count: Int { samples.count }
  func name(at index: Int) -> String { samples[index].name }
  func sample(at index: Int) throws -> Sample { samples[index] }
}

/// Fails at one index.
struct FailingSource: SampleSource {
  let base: MemorySource
  let bad: Int
  var count: Int { base.count }
  func name(at index: Int) -> String { base.name(at: index) }
  func sample(at index: Int) throws -> Sample {
    if index == bad { throw FileError(.unreadable("a test"), path: "s\(index)") }
    return try base.sample(at: index)
  }
}

/// A decoder whose pictures are named after their size: `.../8x6.jpg`; anything else is 4x4.
let sizedDecoder = PictureDecoder(
  rgb: { path in picture(path, channels: 3) }, mask: { path in picture(path, channels: 1) })

private func picture(_ path: String, channels: Int) -> Raster<UInt8> {
  let stem = path.split(separator: "/").last?.split(separator: ".").first ?? ""
  let sides = stem.split(separator: "_").first?.split(separator: "x").compactMap { Int($0) } ?? []
  let (width, height) = sides.count == 2 ? (sides[0], sides[1]) : (4, 4)
  return Raster(width: width, height: height, channels: channels, repeating: 7)
}
