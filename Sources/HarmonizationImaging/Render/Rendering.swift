import CHarmonizationVips
import Foundation
import HarmonizationPixels
import Synchronization

/// A photo with a colour change in its masked part, not computed yet: written with ``Encoder``, or computed with
/// ``raster(colour:)``.
///
/// The result has the photo's size, depth, colour profile, alpha and metadata. Where the mask is 0 its pixels are the
/// photo's, bit for bit.
public struct Rendering: Sendable {
  /// The picture.
  public let photo: Photo
  /// Where it changes.
  public let mask: Mask
  /// How it changes.
  public let transform: any PixelTransform
  /// Share of the change that is applied, 0...1.
  public let strength: Double
  /// What the user should know about the change.
  public var notices: [Notice] = []

  /// - Throws: ``ImagingError/sizeMismatch(file:width:height:other:otherWidth:otherHeight:)`` where the mask does not fit, and
  ///   ``ImagingError/invalidParameter(name:reason:)`` for a strength outside 0...1.
  public init(
    _ photo: Photo, mask: Mask, transform: any PixelTransform, strength: Double = 1
  ) throws(ImagingError) {
    try mask.check(fits: photo)
    guard (0...1).contains(strength) else {
      throw .invalidParameter(name: "strength", reason: "\(strength) is not in 0...1")
    }
    self.photo = photo
    self.mask = mask
    self.transform = transform
    self.strength = strength
  }

  /// Computes the whole result as 8-bit RGB in sRGB or, for `.asStored`, in the photo's own numbers.
  ///
  /// - Throws: ``ImagingError/damaged(file:detail:)`` and the like.
  public func raster(colour: Decoder.ColourHandling = .sRGB) throws(ImagingError) -> Raster<UInt8> {
    let pipeline = try pipeline()
    let raster = try AnyRaster(pipeline.image) { detail in
      pipeline.state.error(detail, photo.name) ?? .processingFailed(file: photo.name, detail: detail)
    }
    return try raster.asRGB(like: pipeline.image, colour, name: photo.name).eightBits()
  }

  /// Computes the result reduced to exactly `width` x `height`, 8-bit sRGB, without aliasing.
  ///
  /// - Throws: as ``raster(colour:)``.
  public func raster(
    width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    let pipeline = try pipeline()
    let reduced = try pipeline.image.resized(width: width, height: height, filter: filter) { detail in
      pipeline.state.error(detail, photo.name) ?? .processingFailed(file: photo.name, detail: detail)
    }
    return try reduced.asRGB(like: pipeline.image, .sRGB, name: photo.name).eightBits()
  }

  /// The result as a libvips pipeline, which fails once `isCancelled` says so.
  func pipeline(isCancelled: @escaping @Sendable () -> Bool = { false }) throws(ImagingError) -> Pipeline {
    let image = try photo.open(isCancelled: isCancelled)
    let rows = RowRenderer(
      transform, colour: photo.colour.isSRGB ? nil : photo.colour, channels: image.channels, hasAlpha: image.hasAlpha,
      strength: Float(strength))
    let state = PipelineState(isCancelled: isCancelled)
    guard [UInt8.bandFormat, UInt16.bandFormat].contains(image.format) else {
      throw .unsupported(file: photo.name, reason: "its samples are neither 8 nor 16 bit")
    }
    let node = RenderNode(rows: rows, mask: mask.raster, isDeep: image.format == UInt16.bandFormat, state: state)
    let rendered = try image.generating(
      channels: image.channels, format: image.format, interpretation: image.interpretation, node: node)
    return Pipeline(image: rendered, state: state)
  }
}

/// A pipeline, and what it has to say about its failure.
struct Pipeline {
  let image: VipsImage
  let state: PipelineState
}

extension Photo {
  /// The photo as it is, as a pipeline that knows when decoding was what failed.
  func pipeline() throws(ImagingError) -> Pipeline {
    let image = try open()
    let state = PipelineState()
    let sampleSize = [UInt8.bandFormat: 1, UInt16.bandFormat: 2][image.format] ?? 4
    let node = CopyNode(bytesPerPixel: image.channels * sampleSize, state: state)
    let copied = try image.generating(
      channels: image.channels, format: image.format, interpretation: image.interpretation, node: node)
    return Pipeline(image: copied, state: state)
  }
}

/// The node that changes nothing.
private final class CopyNode: VipsNode {
  private let bytesPerPixel: Int
  private let state: PipelineState

  init(bytesPerPixel: Int, state: PipelineState) {
    self.bytesPerPixel = bytesPerPixel
    self.state = state
  }

  func inputFailed() { state.inputFailed() }

  func generate(_ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels) {
    for y in 0..<area.height {
      output.row(y, of: UInt8.self).update(from: input.row(y, of: UInt8.self), count: area.width * bytesPerPixel)
    }
  }
}

/// Remembers that the decoder was what stopped a pipeline.
final class PipelineState: Sendable {
  private let failed = Atomic(false)
  private let isCancelled: @Sendable () -> Bool

  init(isCancelled: @escaping @Sendable () -> Bool = { false }) { self.isCancelled = isCancelled }

  /// Whether the caller wants no more.
  var isStopped: Bool { isCancelled() }

  func inputFailed() { failed.store(true, ordering: .relaxed) }

  /// The error of a failed decode; nil where decoding was not the cause.
  func error(_ detail: String, _ file: String) -> ImagingError? {
    if isStopped { return .cancelled(file: file) }
    return failed.load(ordering: .relaxed) ? .damaged(file: file, detail: detail) : nil
  }
}

/// The node that renders strips.
private final class RenderNode: SampleNode {
  private let rows: RowRenderer
  private let mask: Raster<UInt8>
  let isDeep: Bool
  private let state: PipelineState

  init(rows: RowRenderer, mask: Raster<UInt8>, isDeep: Bool, state: PipelineState) {
    self.rows = rows
    self.mask = mask
    self.isDeep = isDeep
    self.state = state
  }

  func inputFailed() { state.inputFailed() }
  var isStopped: Bool { state.isStopped }

  @inline(__always) func generate<Sample: PixelSample>(
    _ type: Sample.Type, _ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels
  ) {
    let scratch = Scratch(width: area.width)
    mask.samples.withUnsafeBufferPointer { mask in
      for y in 0..<area.height {
        let row = output.row(y, of: Sample.self)
        row.update(from: input.row(y, of: Sample.self), count: area.width * rows.channels)
        let start = (area.y + y) * self.mask.width + area.x
        guard start + area.width <= mask.count, let base = mask.baseAddress else { continue }
        rows.render(row, x: area.x, y: area.y + y, count: area.width, mask: base + start, scratch: scratch)
      }
    }
  }
}
