import Imaging

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
  ///   - options: precision, threads, latency or throughput.
  ///   - flips: whether to average with the mirrored picture, at twice the cost.
  /// - Throws: `OpenVINOError`, with the remedy where OpenVINO is missing; `GraphError`.
  public init(_ model: HarmonizationModel, options: InferenceOptions = InferenceOptions(), flips: Bool = false) throws {
    predictor = Predictor(try NetworkSession(model, options: options), flips: flips)
  }

  /// Works out how `photo` changes; its pixels change when the rendering is written or read.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - strength: share of the change that is applied, 0...1.
  ///   - method: how the change is carried to the native size.
  /// - Throws: ``HarmonizationError`` for a mask that is empty, covers everything or has another size; `ImagingError`;
  ///   `OpenVINOError`; ``TransferError``.
  public func harmonize(
    _ photo: Photo, mask: Mask, strength: Double = 1, method: TransferMethod = .bilateralGrid
  ) async throws -> Rendering {
    let copy = try SmallCopy(of: photo, mask: mask, size: predictor.session.width)
    return try await harmonize(copy, strength: strength, method: method)
  }

  /// As ``harmonize(_:mask:strength:method:)``, for a small copy that was made beforehand, for instance while the network was
  /// being compiled.
  public func harmonize(
    _ copy: SmallCopy, strength: Double = 1, method: TransferMethod = .bilateralGrid
  ) async throws -> Rendering {
    let output = try await predictor(copy.composite, mask: copy.foreground)
    let transfer = try ColourTransfer(
      fitting: copy.composite, output: output, mask: copy.foreground, method: method)
    return try Rendering(
      copy.photo, mask: copy.mask,
      transform: NativeTransfer(transfer, width: copy.photo.width, height: copy.photo.height), strength: strength)
  }
}

/// What a network sees of a photo and its mask.
public struct SmallCopy: Sendable {
  /// The photo at native size.
  public let photo: Photo
  /// Its mask at native size.
  public let mask: Mask
  /// The photo squeezed to the network's size, sRGB in 0...1.
  public let composite: Raster<Float>
  /// The mask likewise, in 0...1.
  public let foreground: Raster<Float>

  /// Checks the mask and reduces both, without aliasing.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - size: width and height of the copy.
  ///   - maskName: what messages call the mask.
  /// - Throws: ``HarmonizationError`` for a mask that is empty, covers everything, has another size or vanishes at the
  ///   copy's; `ImagingError`.
  public init(of photo: Photo, mask: Mask, size: Int, maskName: String = "the mask") throws {
    try mask.checkUsable(for: photo, name: maskName)
    self.photo = photo
    self.mask = mask
    composite = try photo.raster(width: size, height: size).map { Float($0) / 255 }
    foreground = try mask.raster.resized(width: size, height: size).map { Float($0) / 255 }
    guard foreground.samples.contains(where: { $0 > 0 }) else { throw HarmonizationError.tinyForeground(maskName) }
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
