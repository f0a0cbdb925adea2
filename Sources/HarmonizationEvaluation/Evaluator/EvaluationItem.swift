import HarmonizationPixels

/// The pictures of one test case, of equal size.
public struct EvaluationImages: Sendable {
  /// The composite, RGB.
  public var composite: Raster<UInt8>
  /// Foreground weights in 0...1, one channel.
  public var mask: Raster<Float>
  /// The true picture, RGB.
  public var target: Raster<UInt8>

  /// Pictures of one test case.
  public init(composite: Raster<UInt8>, mask: Raster<Float>, target: Raster<UInt8>) {
    self.composite = composite
    self.mask = mask
    self.target = target
  }
}

/// One test case: its names, and how to get its pictures when their turn comes.
public struct EvaluationItem: Sendable {
  /// Name of the subset, for example `HCOCO`.
  public let subset: String
  /// File name of the composite.
  public let name: String
  /// Reads the pictures; called on any thread, once for the measurement and once more for a picture in a report.
  public let load: @Sendable () async throws -> EvaluationImages

  /// A test case whose pictures `load` reads.
  public init(subset: String, name: String, load: @escaping @Sendable () async throws -> EvaluationImages) {
    self.subset = subset
    self.name = name
    self.load = load
  }

  /// The same case with the true picture as the input, which a good method leaves alone (see ``ImageMetrics/fmae``).
  public var untouched: EvaluationItem {
    EvaluationItem(subset: subset, name: name) {
      var images = try await load()
      images.composite = images.target
      return images
    }
  }

  /// Untouched photos with their objects' masks: one case for each photo and mask, however many composites were made of them.
  public static func untouched(_ items: [EvaluationItem]) -> [EvaluationItem] {
    var seen = Set<String>()
    return items.filter { seen.insert($0.photoAndMask).inserted }.map(\.untouched)
  }

  /// iHarmony4 names a composite after photo, mask and variant: `a_1_2.jpg`.
  private var photoAndMask: String {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    return subset + "/" + (parts.count > 1 ? parts.dropLast().joined(separator: "_") : name)
  }
}
