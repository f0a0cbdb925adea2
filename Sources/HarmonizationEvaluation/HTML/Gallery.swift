import Foundation
import HarmonizationPixels

/// An encoded picture for a page: what `data:` addresses are made of.
public struct EncodedPicture: Sendable, Equatable {
  /// For example `image/jpeg`.
  public let mediaType: String
  /// The file's bytes.
  public let bytes: Data

  /// A picture in a file format that browsers show.
  public init(mediaType: String, bytes: Data) {
    self.mediaType = mediaType
    self.bytes = bytes
  }

  var address: String { "data:\(mediaType);base64,\(bytes.base64EncodedString())" }
}

/// Pictures of the best, the median and the worst images of a result.
public struct Gallery: Sendable {
  /// Which end of the ranking a picture represents.
  public enum Rank: String, Sendable, CaseIterable {
    /// Smallest fMSE.
    case best
    /// Around the median.
    case median
    /// Largest fMSE.
    case worst
  }

  /// One image with its pictures.
  public struct Case: Sendable {
    /// Its place.
    public let rank: Rank
    /// Its measurements.
    public let image: ImageResult
    /// Composite, prediction, true picture and mask, with their captions.
    public let pictures: [(caption: String, picture: EncodedPicture)]
  }

  /// The images in the order of the ranks.
  public let cases: [Case]

  /// `count` images of each rank by fMSE, each image once.
  static func choose(_ images: [ImageResult], count: Int) -> [(rank: Rank, image: ImageResult)] {
    let sorted = images.sorted { $0.metrics.fmse < $1.metrics.fmse }
    let count = max(0, min(count, sorted.count))
    let middle = max(0, (sorted.count - count) / 2)
    let chosen: [(Rank, ArraySlice<ImageResult>)] = [
      (.best, sorted.prefix(count)), (.worst, ArraySlice(sorted.suffix(count).reversed())),
      (.median, sorted[middle..<min(sorted.count, middle + count)]),
    ]
    var seen = Set<[String]>()
    let kept = chosen.flatMap { rank, images in
      images.filter { seen.insert($0.key).inserted }.map { (rank: rank, image: $0) }
    }
    return Rank.allCases.flatMap { rank in kept.filter { $0.rank == rank } }
  }
}

extension Evaluator {
  /// Predicts the best, median and worst images of `result` once more and keeps their pictures for a report.
  ///
  /// - Parameters:
  ///   - predictor: What was measured.
  ///   - items: The images that it was measured on.
  ///   - result: The figures that rank them.
  ///   - count: Images of each rank.
  ///   - side: Longest side of the pictures in pixels.
  ///   - encode: Makes a picture file; see ``EncodedPicture/jpeg(_:quality:)``.
  /// - Throws: What loading, predicting or encoding one of them throws.
  public func gallery(
    of result: EvaluationResult, items: [EvaluationItem], with method: MeasuredMethod, count: Int = 3,
    side: Int = 320, encode: (Raster<UInt8>) throws -> EncodedPicture
  ) async throws -> Gallery {
    let byKey = Dictionary(items.map { ([$0.subset, $0.name], $0) }, uniquingKeysWith: { first, _ in first })
    var cases: [Gallery.Case] = []
    for (rank, image) in Gallery.choose(result.images, count: count) {
      guard let item = byKey[image.key] else { continue }
      let images = try await item.load().prepared(for: evaluation)
      let prediction = try await method.predict(images.composite, images.mask).levelRaster
      let pictures = [
        ("composite", images.composite), (result.method, prediction), ("true picture", images.target),
        ("mask", images.mask.picture),
      ]
      let encoded = try pictures.map { (caption: $0.0, picture: try encode($0.1.reduced(toAtMost: side))) }
      cases.append(Gallery.Case(rank: rank, image: image, pictures: encoded))
    }
    return Gallery(cases: cases)
  }
}

extension Raster where Sample == Float {
  /// A mask as a grey picture in three channels.
  var picture: Raster<UInt8> {
    var picture = Raster<UInt8>(width: width, height: height, channels: 3, repeating: 0)
    for index in samples.indices where 3 * index + 2 < picture.samples.count {
      let level = UInt8(max(0, min(255, (samples[index] * 255).rounded())))
      for channel in 0..<3 { picture.samples[3 * index + channel] = level }
    }
    return picture
  }
}

extension Raster where Sample == UInt8 {
  /// The picture shrunk so that no side is longer than `side`, each pixel the mean over its area.
  func reduced(toAtMost side: Int) throws -> Raster<UInt8> {
    let longest = max(width, height)
    guard longest > max(side, 1) else { return self }
    let scale = Double(max(side, 1)) / Double(longest)
    func scaled(_ length: Int) -> Int { max(Int((Double(length) * scale).rounded()), 1) }
    return try resized(width: scaled(width), height: scaled(height), filter: .area)
  }
}
