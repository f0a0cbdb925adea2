import HarmonizationImaging
import HarmonizationPixels

/// Fits the colours of a pasted-in foreground to its background.
///
///     let model = try HarmonizationModel(contentsOf: DefaultModel.path())
///     let harmonizer = Harmonizer(model)
///     let photo = try Photo(.file("composite.jpg"))
///     let mask = try Mask(.file("mask.png"))
///     let rendering = try await harmonizer.harmonize(photo, mask: mask)
///     try Encoder().write(rendering, to: "harmonized.jpg")
///
/// The method sees a small copy; what it changes there is applied to the native pixels as a colour map, so that the result has the
/// photo's own size, sharpness, depth and profile. A value that many tasks may use at once.
public struct Harmonizer: Sendable {
  /// What works out the change.
  public let method: any HarmonizationMethod

  /// A harmonizer that follows `method`.
  public init(_ method: any HarmonizationMethod) { self.method = method }

  /// A harmonizer that follows a network, which is compiled in the background while photos are opened.
  ///
  /// - Parameters:
  ///   - model: network and weights.
  ///   - backend: what runs the network, and how; OpenVINO on the CPU by default.
  ///   - flips: whether to average with the mirrored picture, at twice the network's cost; nil for the network's own way.
  public init(_ model: HarmonizationModel, backend: InferenceBackend = .openVINO(), flips: Bool? = nil) {
    method = NetworkMethod(model, backend: backend, flips: flips)
  }

  /// Waits until the method can be used, so that a missing engine is reported before any photo is.
  ///
  /// - Throws: what the backend throws, such as `OpenVINOError` with the remedy if OpenVINO is missing; `GraphError`.
  public func ready() async throws { try await method.ready() }

  /// Works out how `photo` changes; its pixels change when the rendering is written or read.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - adjustment: how much of the change is applied, and which part of it; all by default.
  ///   - maskName: what messages call the mask.
  /// - Throws: ``HarmonizationError`` for a mask that is empty, covers everything or has another size; `ImagingError`;
  ///   ``TransferError``; what the method throws, also why it could not be made ready; `CancellationError`.
  public func harmonize(
    _ photo: Photo, mask: Mask, adjustment: ChangeAdjustment = ChangeAdjustment(), maskName: String = "the mask"
  ) async throws -> Rendering {
    let (input, transfer) = try await change(of: photo, mask: mask, maskName: maskName)
    return try rendering(of: photo, mask: mask, seen: input, transfer: transfer, adjustment: adjustment)
  }

  /// Changes `photo` by a table that was worked out already, such as that of its series; the method is not run.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - table: the change.
  ///   - adjustment: how much of the change is applied, and which part of it.
  ///   - maskName: what messages call the mask.
  /// - Throws: as ``harmonize(_:mask:adjustment:maskName:)``.
  public func harmonize(
    _ photo: Photo, mask: Mask, by table: ColourTable, adjustment: ChangeAdjustment = ChangeAdjustment(),
    maskName: String = "the mask"
  ) async throws -> Rendering {
    let input = try await input(of: photo, mask: mask, maskName: maskName)
    return try rendering(of: photo, mask: mask, seen: input, transfer: table, adjustment: adjustment)
  }

  /// Works out how a photo changes.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - maskName: what messages call the mask.
  /// - Returns: What the method saw of the photo, and the change.
  /// - Throws: as ``harmonize(_:mask:adjustment:maskName:)``.
  public func change(
    of photo: Photo, mask: Mask, maskName: String = "the mask"
  ) async throws -> (input: NetworkInput, transfer: any FittedTransfer) {
    let input = try await input(of: photo, mask: mask, maskName: maskName)
    let transfer = try await method.transfer(for: input)
    try Task.checkCancellation()
    return (input, transfer)
  }

  private func input(of photo: Photo, mask: Mask, maskName: String) async throws -> NetworkInput {
    let view = method.view
    let input = try await Blocking.run { try NetworkInput(of: photo, mask: mask, view: view, maskName: maskName) }
    try Task.checkCancellation()
    return input
  }

  private func rendering(
    of photo: Photo, mask: Mask, seen input: NetworkInput, transfer: any FittedTransfer, adjustment: ChangeAdjustment
  ) throws -> Rendering {
    var rendering = try Rendering(
      photo, mask: mask, transform: transfer.operation(in: input.part), adjustment: adjustment)
    rendering.notices = try input.notices(after: transfer, strength: adjustment.strength)
    if let decibels = (transfer as? ColourTable)?.fidelity { rendering.notices.append(.tableFit(decibels: decibels)) }
    return rendering
  }
}

extension Rendering {
  /// A rendering of a change that is adjusted first. A table takes the adjustment into its nodes, so that the file that it is written
  /// to gives the same colours.
  ///
  /// - Parameters:
  ///   - photo: the picture.
  ///   - mask: where it changes.
  ///   - transform: the full change.
  ///   - adjustment: how much of it is applied, and which part.
  /// - Throws: as ``init(_:mask:transform:strength:)``, for a strength outside 0...2.
  public init(
    _ photo: Photo, mask: Mask, transform: any PixelTransform, adjustment: ChangeAdjustment
  ) throws(ImagingError) {
    guard ChangeAdjustment.strengths.contains(adjustment.strength) else {
      throw .invalidParameter(name: "strength", reason: "\(adjustment.strength) is not in 0...2")
    }
    if let table = transform as? ColourTable {
      try self.init(photo, mask: mask, transform: table.adjusted(adjustment))
    } else if adjustment.isShare {
      try self.init(photo, mask: mask, transform: transform, strength: adjustment.strength)
    } else {
      try self.init(photo, mask: mask, transform: AdjustedTransform(transform, adjustment))
    }
  }
}
