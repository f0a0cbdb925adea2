import CHarmonizationVips
import HarmonizationPixels

extension VipsImage {
  /// All pixels reduced as in `resized`, each with the weight of its opacity, so that colours which no one sees change nothing.
  /// Where nothing is visible at all, the mean of what is.
  ///
  /// - Returns: Nil for sample types of which photos with transparency are not.
  func weighed(
    columns: ResamplingTable, rows: ResamplingTable, failure: (String) -> ImagingError
  ) throws(ImagingError) -> AnyRaster? {
    guard [2, 4].contains(channels), [UInt8.bandFormat, UInt16.bandFormat].contains(format) else { return nil }
    let white: Double = format == UInt8.bandFormat ? 255 : 65535
    let premultiplied = try VipsOperation.image(
      "premultiply", [("in", .image(self)), ("max-alpha", .double(white))], failure: failure)
    let resampler = StreamingResampler(columns: columns, rows: rows, channels: channels)
    try premultiplied.push(Float.self, into: resampler, failure: failure)
    let visible = resampler.output.divided(byAlphaOf: Float(white))
    return white == 255 ? .bytes(visible.map { UInt8(nearest: $0) }) : .words(visible.map { UInt16(nearest: $0) })
  }
}

extension Raster<Float> {
  /// Premultiplied colours divided by their opacity.
  fileprivate func divided(byAlphaOf white: Float) -> Raster<Float> {
    var result = self
    let colours = channels - 1
    var sums = [Float](repeating: 0, count: channels)
    for start in stride(from: 0, to: samples.count, by: channels) {
      for channel in 0..<channels { sums[channel] += samples[start + channel] }
    }
    let mean = (0..<colours).map { sums[colours] > 0 ? sums[$0] / sums[colours] * white : white }
    for start in stride(from: 0, to: samples.count, by: channels) {
      let alpha = samples[start + colours]
      for channel in 0..<colours {
        // Below a level of opacity nothing can be seen, and rounding would be all that is left.
        result.samples[start + channel] =
          alpha >= white / 255 ? samples[start + channel] / alpha * white : mean[channel]
      }
    }
    return result
  }
}
