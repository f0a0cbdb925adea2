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
