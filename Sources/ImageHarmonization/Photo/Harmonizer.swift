import HarmonizationImaging
import HarmonizationPixels
import HarmonizationNetworks

/// Fits the colours of a pasted-in foreground to its background.
///
///     let model = try HarmonizationModel(contentsOf: DefaultModel.path())
///     let harmonizer = try Harmonizer(model)
///     let photo = try Photo(.file("composite.jpg"))
///     let mask = try Mask(.file("mask.png"))
///     let rendering = try await harmonizer.harmonize(photo, mask: mask)
///     try Encoder().write(rendering, to: "harmonized.jpg")
///
/// The network sees a small copy; what it changes there is fitted as a local colour map and applied to the native pixels, so
/// that the result has the photo's own size, sharpness, depth and profile. A value that many tasks may use at once.
public struct Harmonizer: Sendable {
  /// The network at its own size.
  public let predictor: Predictor

  /// Compiles the network, or takes it from the cache.
  ///
  /// - Parameters:
  ///   - model: network and weights.
  ///   - backend: what runs the network, and how; OpenVINO on the CPU by default.
  ///   - flips: whether to average with the mirrored picture, at twice the cost.
  /// - Throws: what the backend throws, such as `OpenVINOError` with the remedy if OpenVINO is missing; `GraphError`.
  public init(_ model: HarmonizationModel, backend: InferenceBackend = .openVINO(), flips: Bool = false) throws {
    predictor = Predictor(try NetworkSession(model, batch: flips ? 2 : 1, backend: backend), flips: flips)
  }

  /// A harmonizer on a network that is compiled already.
  public init(_ predictor: Predictor) { self.predictor = predictor }

  /// Works out how `photo` changes; its pixels change when the rendering is written or read.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - strength: share of the change that is applied, 0...1.
  ///   - method: how the change is carried to the native size; nil for the network's own way: a ``ParameterMap`` if it predicts
  ///     one, the bilateral grid otherwise.
  /// - Throws: ``HarmonizationError`` for a mask that is empty, covers everything or has another size; `ImagingError`;
  ///   `OpenVINOError`; ``TransferError``.
  public func harmonize(
    _ photo: Photo, mask: Mask, strength: Double = 1, method: TransferMethod? = nil
  ) async throws -> Rendering {
    try await harmonize(SmallCopy(of: photo, mask: mask, for: predictor.session), strength: strength, method: method)
  }

  /// As ``harmonize(_:mask:strength:method:)``, for a small copy that was made beforehand, for instance while the network was
  /// being compiled.
  public func harmonize(
    _ copy: SmallCopy, strength: Double = 1, method: TransferMethod? = nil
  ) async throws -> Rendering {
    if method == nil, let map = try await predictor.parameterMap(copy.composite, mask: copy.foreground) {
      var rendering = try Rendering(
        copy.photo, mask: copy.mask, transform: map.operation(in: copy.part), strength: strength)
      rendering.notices = copy.notices
      return rendering
    }
    let output = try await predictor(copy.composite, mask: copy.foreground)
    let transfer = try ColourTransfer(
      fitting: copy.composite, output: output, mask: copy.foreground, method: method ?? .bilateralGrid)
    var rendering = try Rendering(
      copy.photo, mask: copy.mask, transform: transfer.operation(in: copy.part), strength: strength)
    rendering.notices = copy.notices(after: output, strength: strength)
    return rendering
  }
}

/// What a network sees of a photo and its mask.
public struct SmallCopy: Sendable {
  /// The photo at native size.
  public let photo: Photo
  /// Its mask at native size.
  public let mask: Mask
  /// The part of the photo that the network sees.
  public let part: PixelRect
  /// That part squeezed to the network's size, sRGB in 0...1.
  public let composite: Raster<Float>
  /// The mask likewise, in 0...1, with a grey mask brightened: the network is shown the object, not half of it.
  public let foreground: Raster<Float>
  /// What the mask is like at native size.
  let weights: Mask.Weights
  /// What messages call the mask.
  let maskName: String

  /// What a network looks at, at the size that it was designed for; throws as ``init(of:mask:size:margin:maskName:)``.
  public init(
    of photo: Photo, mask: Mask, for configuration: Configuration, maskName: String = "the mask"
  ) throws {
    try self.init(
      of: photo, mask: mask, size: configuration.inputSize, margin: configuration.windowMargin, maskName: maskName)
  }

  /// What a session's network looks at, at the session's width; throws as ``init(of:mask:size:margin:maskName:)``.
  public init(of photo: Photo, mask: Mask, for session: NetworkSession, maskName: String = "the mask") throws {
    let margin = session.model.configuration.windowMargin
    try self.init(of: photo, mask: mask, size: session.shape.width, margin: margin, maskName: maskName)
  }

  /// Checks the mask and reduces both, without aliasing.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - size: width and height of the copy.
  ///   - margin: nil for the whole photo; otherwise the copy is of a part around the foreground, so many times as large, for
  ///     networks that look at no more (``Configuration/windowMargin``): small foregrounds keep their detail.
  ///   - maskName: what messages call the mask.
  /// - Throws: ``HarmonizationError`` for a mask that is empty, covers everything, has another size or vanishes at the
  ///   copy's; `ImagingError`.
  @inline(never)  // Swift 6.3 fails an assertion of its own where this is inlined into an asynchronous function.
  public init(
    of photo: Photo, mask: Mask, size: Int, margin: Double? = nil, maskName: String = "the mask"
  ) throws {
    try mask.checkUsable(for: photo, name: maskName)
    self.photo = photo
    self.mask = mask
    self.maskName = maskName
    weights = mask.weights()
    part = mask.part(margin: margin, around: weights.core)
    composite = try photo.units(of: part == photo.bounds ? nil : part, width: size, height: size)
    let brightest = weights.typical < 0.9 ? Float(max(weights.typical, 1 / 255)) : 1
    foreground = try mask.raster.resized(part: part, width: size, height: size).units().map { min($0 / brightest, 1) }
    // A tenth of one pixel is less than the network can see.
    guard foreground.samples.contains(where: { $0 >= 0.1 }) else { throw HarmonizationError.tinyForeground(maskName) }
  }
}

extension Mask {
  /// What a network looks at of a picture with this mask: all of it if `margin` is nil; otherwise the window around the
  /// foreground that has the picture's shape and `margin` times the share of its width or height, whichever is larger, that the
  /// foreground spans. It is what `Operation.foregroundWindow` cuts, in whole pixels.
  ///
  /// A network's input is square, so that the window of a panorama would be squeezed by the panorama's shape: its sides differ by
  /// at most 2 to 1, unless the foreground is longer itself.
  ///
  /// - Parameters:
  ///   - margin: How much larger the window is than the foreground.
  ///   - core: The foreground's bounds; nil looks for them.
  public func part(margin: Double?, around core: PixelRect? = nil) -> PixelRect {
    guard let margin, let core = core ?? weights().core else { return raster.bounds }
    let shape = min(max(Double(width) / Double(height), 0.5), 2)
    let tall = margin * max(Double(core.height), Double(core.width) / shape)
    func side(_ start: Int, _ length: Int, _ limit: Int, _ wanted: Double) -> (start: Int, length: Int) {
      let least = min(Double(limit), Double(length) * 1.25)
      let extent = min(limit, max(length, Int(max(min(wanted, Double(limit)), least).rounded(.up))))
      return (min(max(start + (length - extent) / 2, 0), limit - extent), extent)
    }
    let rows = side(core.y, core.height, height, tall)
    let columns = side(core.x, core.width, width, min(tall, Double(width) / shape, Double(height)) * shape)
    return PixelRect(x: columns.start, y: rows.start, width: columns.length, height: rows.length)
  }
}

extension Mask {
  /// Whether it has a foreground and a background and the photo's size.
  ///
  /// - Throws: ``HarmonizationError``, naming the mask as `name`.
  public func checkUsable(for photo: Photo, name: String = "the mask") throws {
    guard width == photo.width, height == photo.height else {
      throw HarmonizationError.sizeMismatch(
        photo: photo.name, photoSize: [photo.width, photo.height], mask: name, maskSize: [width, height])
    }
    guard hasForeground else { throw HarmonizationError.emptyMask(name) }
    guard hasBackground else { throw HarmonizationError.fullMask(name) }
  }
}
