import HarmonizationPixels

/// A design of layers, as Krita, GIMP and others save it in OpenRaster files: a composite whose foreground is a layer, so that no mask is
/// needed.
///
///     let made = try OpenRaster(.file("design.ora")).compositing()
///     let rendering = try await harmonizer.harmonize(made.photo, mask: made.mask)
public struct OpenRaster: Sendable {
  private let archive: ZipReader
  private let stack: OpenRasterStack
  private let name: String

  /// The largest picture of a layer as stored.
  private static let largestLayer = 1 << 31

  /// Reads what layers there are.
  ///
  /// - Throws: ``ImagingError``: unreadable, damaged, unsupported.
  public init(_ source: ImageSource) throws(ImagingError) {
    name = source.name
    archive = try ZipReader(source.opened().part(count: Int.max), name: name)
    let text = String(decoding: try archive.contents(of: "stack.xml", limit: 1 << 22), as: UTF8.self)
    guard let stack = OpenRasterStack(text) else {
      throw .damaged(file: name, detail: "its stack.xml describes no layers")
    }
    self.stack = stack
  }

  /// Names of the layers, top first.
  public var layerNames: [String] { stack.layers.map(\.name) }

  /// The layers that are seen as one photo, and one of them as its foreground.
  ///
  /// - Parameter foreground: the name of the layer that is the foreground; nil for the topmost that is seen. What covers it stays on top
  ///   and is not changed.
  /// - Throws: ``ImagingError``: a layer is not there, is mixed in a way that is not supported, or nothing is below it; of reading.
  public func compositing(foreground: String? = nil) throws(ImagingError) -> Photo.Compositing {
    let visible = stack.layers.filter(\.isVisible)
    guard let index = foreground.map({ name in visible.firstIndex { $0.name == name } }) ?? visible.indices.first else {
      let names = visible.map { "'\($0.name)'" }.joined(separator: ", ")
      throw .unsupported(
        file: name,
        reason: "no visible layer is called '\(foreground ?? "")'; there are \(names.isEmpty ? "none" : names)")
    }
    guard index < visible.count - 1, let bottom = visible.last else {
      throw .unsupported(
        file: name, reason: "nothing is seen below the layer '\(visible[index].name)'; a background layer is needed")
    }
    var photo = try background(bottom)
    var mask: Mask?
    for (place, layer) in visible.enumerated().dropLast().reversed() {
      let picture = try source(of: layer)
      // What is beside the picture is not seen.
      let info = try Decoder().info(picture)
      let isBeside =
        layer.x >= stack.width || layer.y >= stack.height || layer.x + info.width <= 0
        || layer.y + info.height <= 0
      if isBeside, place != index { continue }
      let made = try photo.pasting(picture, x: layer.x, y: layer.y)
      photo = made.photo
      if place == index { mask = made.mask } else if let covered = mask { mask = covered.uncovered(by: made.mask) }
    }
    guard let mask else { throw .damaged(file: name, detail: "its foreground has no pixels") }
    return Photo.Compositing(photo: photo, mask: mask)
  }

  private func background(_ layer: OpenRasterStack.Layer) throws(ImagingError) -> Photo {
    let photo = try Photo(try source(of: layer))
    guard layer.x == 0, layer.y == 0, photo.width == stack.width, photo.height == stack.height else {
      throw .unsupported(
        file: name,
        reason:
          "its lowest layer '\(layer.name)' is \(photo.width)x\(photo.height) at (\(layer.x), \(layer.y)) and does "
          + "not cover the picture of \(stack.width)x\(stack.height); put a background below")
    }
    return photo
  }

  private func source(of layer: OpenRasterStack.Layer) throws(ImagingError) -> ImageSource {
    guard layer.isPlain else {
      throw .unsupported(
        file: name,
        reason:
          "the layer '\(layer.name)' is half transparent as a whole or mixed in another way than 'normal'; merge it "
          + "with what is below")
    }
    let bytes = try archive.contents(of: layer.source, limit: Self.largestLayer)
    return .bytes(bytes, name: "\(name), layer '\(layer.name)'")
  }
}

extension Mask {
  /// What is left of it beside what covers it.
  fileprivate func uncovered(by other: Mask) -> Mask {
    var values = raster
    for index in values.samples.indices {
      let left = UInt32(values.samples[index]) * UInt32(255 - other.raster.samples[index])
      values.samples[index] = UInt8((left + 127) / 255)
    }
    return Mask(values: values)
  }
}
