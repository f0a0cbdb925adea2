import CHarmonizationVips
import HarmonizationPixels

extension VipsImage {
  /// Computes the whole image and hands over strips of full width from top to bottom, valid during the call, one call at a time, while libvips's
  /// threads compute the next ones. Small images, and those limited to one thread, are computed on the calling thread:
  /// starting others would cost more than they give.
  ///
  /// - Throws: `failure` with libvips's message where the pipeline fails.
  func consume(failure: (String) -> ImagingError, _ body: (PixelRect, Pixels) -> Void) throws(ImagingError) {
    let isSerial = width * height < 1 << 20 || int("concurrency") == 1
    let succeeded = withoutActuallyEscaping(body) { body in
      var receiver = Receiver(body: body)
      return withPointer { pointer in
        withUnsafeMutablePointer(to: &receiver) {
          isSerial ? cvips_image_sink_serially(pointer, receive, $0) : cvips_image_sink(pointer, receive, $0)
        }
      }
    }
    guard succeeded else { throw failure(VipsLibrary.takeMessage()) }
  }
}

private struct Receiver {
  let body: (PixelRect, VipsImage.Pixels) -> Void
}

private let receive: cvips_sink = { context, area, pixels in
  guard let context, let area = area?.pointee, let pixels = pixels?.pointee, let start = pixels.pixels else { return 1 }
  context.assumingMemoryBound(to: Receiver.self).pointee.body(
    PixelRect(area), VipsImage.Pixels(start: start, stride: pixels.stride))
  return 0
}
