import CHarmonizationVips

extension VipsImage {
  /// A strip of computed pixels, valid during the call that receives it.
  struct Strip {
    let left: Int
    let top: Int
    let width: Int
    let height: Int
    let start: UnsafeRawPointer
    let stride: Int

    /// The first sample of row `y`, counted from the strip's top.
    func row(_ y: Int) -> UnsafeRawPointer { start + y * stride }
  }

  /// Computes the whole image and hands over its strips from top to bottom, full width, one call at a time, while libvips's
  /// threads compute the next ones. Small images, and those limited to one thread, are computed on the calling thread:
  /// starting others would cost more than they give.
  ///
  /// - Throws: `failure` with libvips's message where the pipeline fails.
  func consume(failure: (String) -> ImagingError, _ body: (Strip) -> Void) throws(ImagingError) {
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
  let body: (VipsImage.Strip) -> Void
}

private let receive: cvips_sink = { context, area, pixels in
  guard let context, let area = area?.pointee, let pixels = pixels?.pointee, let start = pixels.pixels else { return 1 }
  context.assumingMemoryBound(to: Receiver.self).pointee.body(
    VipsImage.Strip(
      left: Int(area.left), top: Int(area.top), width: Int(area.width), height: Int(area.height),
      start: UnsafeRawPointer(start), stride: pixels.stride))
  return 0
}
