import Foundation
import HarmonizationData
import HarmonizationImaging
import HarmonizationPixels

extension EvaluationImages {
  /// The pictures of a sample; a photo without a composite represents itself, untouched.
  public init(_ sample: Sample) {
    self.init(
      composite: sample.composite ?? sample.target, mask: sample.mask.units(), target: sample.target)
  }
}

extension EvaluationItem {
  /// The samples of a set, such as an `IHarmony4Subset`, whose names `HCOCO/c1_2_3.jpg` start with the subset.
  /// - Parameters:
  ///   - source: Reads the pictures when their turn comes.
  ///   - subset: The subset of samples whose names have no folder.
  public static func items(from source: any SampleSource, subset: String = "photos") -> [EvaluationItem] {
    (0..<max(0, source.count)).map { index in
      let path = source.name(at: index)
      let slash = path.lastIndex(of: "/")
      return EvaluationItem(
        subset: slash.map { String(path[..<$0]) } ?? subset,
        name: slash.map { String(path[path.index(after: $0)...]) } ?? path
      ) { EvaluationImages(try source.sample(at: index)) }
    }
  }

  /// A test case in three files, read as stored, without colour conversion, as the reference does.
  public init(
    subset: String, name: String, composite: String, mask: String, target: String, decoder: PictureDecoder = .imaging()
  ) {
    self.init(subset: subset, name: name) {
      EvaluationImages(
        Sample(
          name: name, composite: try decoder.rgb(composite), target: try decoder.rgb(target),
          mask: try decoder.mask(mask)))
    }
  }
}

extension EncodedPicture {
  /// The picture as a JPEG file of quality 1...100.
  /// - Throws: `ImagingError` if libvips is missing or fails.
  public static func jpeg(_ raster: Raster<UInt8>, quality: Int = 88) throws(ImagingError) -> EncodedPicture {
    let encoder = Encoder(options: EncodingOptions(quality: quality))
    return EncodedPicture(mediaType: "image/jpeg", bytes: Data(try encoder.bytes(of: raster, as: .jpeg)))
  }
}
