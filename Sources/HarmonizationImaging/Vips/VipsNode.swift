import CHarmonizationVips
import HarmonizationPixels

/// A node of a pipeline, written in Swift: libvips's threads call it for strips of the picture while the file is being
/// decoded and the result encoded.
protocol VipsNode: AnyObject, Sendable {
  /// Fills `output` from `input`, which cover the same pixels. Called concurrently.
  func generate(_ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels)
  /// The input's pixels cannot be had; the pipeline stops.
  func inputFailed()
  /// Whether no more strips are wanted; the pipeline then fails.
  var isStopped: Bool { get }
}

extension VipsNode {
  var isStopped: Bool { false }
}

/// A node for pictures of 8 or 16 bit, written once for both. Not generic itself: only calls with concrete types are specialized.
protocol SampleNode: VipsNode {
  /// Whether samples have 16 bits.
  var isDeep: Bool { get }
  /// As ``VipsNode/generate(_:from:into:)``, of samples of one type.
  func generate<Sample: PixelSample>(
    _ type: Sample.Type, _ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels)
}

extension SampleNode {
  @inline(__always)
  func generate(_ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels) {
    if isDeep {
      generate(UInt16.self, area, from: input, into: output)
    } else {
      generate(UInt8.self, area, from: input, into: output)
    }
  }
}

extension VipsImage {
  /// Samples in memory: the first row's start, and bytes from row to row.
  struct Pixels {
    let start: UnsafeMutableRawPointer
    let stride: Int

    func row<Sample>(_ y: Int, of type: Sample.Type) -> UnsafeMutablePointer<Sample> {
      (start + y * stride).assumingMemoryBound(to: Sample.self)
    }

    func bytes(ofRow y: Int, count: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: start + y * stride, count: count)
    }
  }

  /// The image that `node` makes of this one, with the same size and metadata.
  ///
  /// - Throws: ``ImagingError/processingFailed(file:detail:)``.
  func generating(
    channels: Int, format: Int32, interpretation: Int32, node: some VipsNode
  ) throws(ImagingError) -> VipsImage {
    var shape = CVipsShape(
      width: Int32(clamping: width), height: Int32(clamping: height), bands: Int32(clamping: channels), format: format,
      interpretation: interpretation)
    var functions = CVipsNodeFunctions(generate: generate, input_failed: inputFailed, release: Held.release)
    let holder = Held.retained(NodeHolder(node))
    let made = withPointer { pointer in
      var input: OpaquePointer? = pointer
      return cvips_image_generate(&input, 1, &shape, &functions, holder)
    }
    guard let made else { throw .processingFailed(file: "pipeline", detail: VipsLibrary.takeMessage()) }
    return VipsImage(owning: made)
  }
}

private final class NodeHolder {
  let node: any VipsNode
  init(_ node: any VipsNode) { self.node = node }

  static func from(_ context: UnsafeMutableRawPointer?) -> NodeHolder? {
    context.map { Unmanaged<NodeHolder>.fromOpaque($0).takeUnretainedValue() }
  }
}

private let generate: cvips_generate = { context, area, output, inputs in
  guard let holder = NodeHolder.from(context), let area = area?.pointee, let output = output?.pointee,
    let input = inputs?.pointee, let target = output.pixels, let source = input.pixels, !holder.node.isStopped
  else { return 1 }
  holder.node.generate(
    PixelRect(area),
    from: VipsImage.Pixels(start: source, stride: input.stride),
    into: VipsImage.Pixels(start: target, stride: output.stride))
  return 0
}

extension PixelRect {
  /// The rectangle that libvips hands over.
  init(_ area: CVipsRect) {
    self.init(x: Int(area.left), y: Int(area.top), width: Int(area.width), height: Int(area.height))
  }
}

private let inputFailed: @convention(c) (UnsafeMutableRawPointer?) -> Void = { NodeHolder.from($0)?.node.inputFailed() }
