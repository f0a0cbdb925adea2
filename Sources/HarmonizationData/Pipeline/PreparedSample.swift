import HarmonizationPixels

/// A sample at network size, still in 8 bits.
public struct PreparedSample: Sendable, Equatable {
  /// What logs call it.
  public var name: String
  /// The composite, RGB.
  public var image: Raster<UInt8>
  /// The mask that the network sees, one channel.
  public var mask: Raster<UInt8>
  /// The real picture, RGB.
  public var target: Raster<UInt8>
}

/// Levels to network inputs: (level / 255 - mean) / deviation for each channel.
public struct Normalization: Sendable, Equatable, Codable {
  /// Mean of red, green, blue, 0...1.
  public var mean: SIMD3<Float>
  /// Standard deviation of red, green, blue.
  public var deviation: SIMD3<Float>

  /// The given statistics.
  public init(mean: SIMD3<Float>, deviation: SIMD3<Float>) {
    self.mean = mean
    self.deviation = deviation
  }

  /// The statistics of ImageNet, which all published configurations use.
  public static let imageNet = Normalization(mean: SIMD3(0.485, 0.456, 0.406), deviation: SIMD3(0.229, 0.224, 0.225))
}
