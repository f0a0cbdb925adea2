/// A colour map at native size: the same change for every pixel.
extension ColourMap: PixelTransform {
  /// Replaces the colours of a run by what the map makes of them.
  public func apply(to span: PixelSpan) {
    for start in stride(from: 0, to: span.count, by: PixelChunk.capacity) {
      let count = min(PixelChunk.capacity, span.count - start)
      PixelChunk.withScratch(count: count) { chunk in
        chunk.r.update(from: span.red + start, count: count)
        chunk.g.update(from: span.green + start, count: count)
        chunk.b.update(from: span.blue + start, count: count)
        apply(to: chunk)
        (span.red + start).update(from: chunk.r, count: count)
        (span.green + start).update(from: chunk.g, count: count)
        (span.blue + start).update(from: chunk.b, count: count)
      }
    }
  }
}
