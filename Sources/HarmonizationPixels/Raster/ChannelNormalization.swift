/// Between pictures in 0...1 and network inputs: (sample - mean) / deviation for each channel, in planes.
public struct ChannelNormalization: Sendable, Equatable, Codable {
  /// Mean of red, green, blue, 0...1.
  public var mean: SIMD3<Float>
  /// Standard deviation of red, green, blue.
  public var deviation: SIMD3<Float>

  /// The given statistics.
  public init(mean: SIMD3<Float>, deviation: SIMD3<Float>) {
    self.mean = mean
    self.deviation = deviation
  }

  /// The statistics of red, green and blue in lists, as weights files store them; missing numbers are 0 and 1.
  public init(mean: [Double], deviation: [Double]) {
    self.init(mean: SIMD3(repeating: 0), deviation: SIMD3(repeating: 1))
    for (channel, value) in mean.prefix(3).enumerated() { self.mean[channel] = Float(value) }
    for (channel, value) in deviation.prefix(3).enumerated() { self.deviation[channel] = Float(value) }
  }

  /// The statistics of ImageNet, which all published configurations use.
  public static let imageNet = ChannelNormalization(
    mean: SIMD3(0.485, 0.456, 0.406), deviation: SIMD3(0.229, 0.224, 0.225))
}

extension ChannelNormalization {
  /// Writes a picture as normalized planes.
  ///
  /// - Parameters:
  ///   - picture: RGB; further channels are left out, and fewer write nothing.
  ///   - planes: takes 3 * height * width values, red first.
  @_specialize(where Sample == UInt8)
  @_specialize(where Sample == Float)
  package func write<Sample: PixelSample>(_ picture: Raster<Sample>, to planes: UnsafeMutablePointer<Float>) {
    let (count, channels) = (picture.width * picture.height, picture.channels)
    guard channels >= 3 else { return }
    picture.samples.withUnsafeBufferPointer { samples in
      for channel in 0..<3 {
        let (offset, scale) = (mean[channel], 1 / deviation[channel])
        let plane = planes + channel * count
        for pixel in 0..<count { plane[pixel] = (samples[pixel &* channels &+ channel].unit - offset) * scale }
      }
    }
  }

  /// A picture as normalized planes [3, height, width]; empty for fewer than 3 channels.
  public func planes<Sample: PixelSample>(of picture: Raster<Sample>) -> [Float] {
    let count = picture.channels < 3 ? 0 : 3 * picture.width * picture.height
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let planes = buffer.baseAddress { write(picture, to: planes) }
      initialized = count
    }
  }

  /// The picture in normalized planes [3, height, width], in 0...1 again, not clamped; black if their number is another.
  public func raster(of planes: UnsafeBufferPointer<Float>, width: Int, height: Int) -> Raster<Float> {
    var raster = Raster<Float>(width: width, height: height, channels: 3, repeating: 0)
    let count = width * height
    guard planes.count == 3 * count else { return raster }
    raster.samples.withUnsafeMutableBufferPointer { samples in
      for channel in 0..<3 {
        let (offset, scale) = (mean[channel], deviation[channel])
        for pixel in 0..<count { samples[3 * pixel + channel] = planes[channel * count + pixel] * scale + offset }
      }
    }
    return raster
  }

  /// As ``raster(of:width:height:)-(UnsafeBufferPointer<Float>,_,_)``.
  public func raster(of planes: [Float], width: Int, height: Int) -> Raster<Float> {
    planes.withUnsafeBufferPointer { raster(of: $0, width: width, height: height) }
  }
}
