import HarmonizationPixels
import HarmonizationSupport

extension Encoder {
  /// Photoshop's format (Adobe, Photoshop File Formats Specification): 8 or 16 bit, run-length encoded, with layer masks.
  func writePhotoshop(_ rendering: Rendering, to path: String) throws(ImagingError) {
    let photo = rendering.photo
    guard max(photo.width, photo.height) <= 30000 else {
      throw .unsupportedOutput(
        file: path,
        reason: "PSD has at most 30000 pixels a side, and this is \(photo.width)x\(photo.height); use .ora or TIFF")
    }
    let document = try PhotoshopDocument(rendering)
    let parts = document.parts()
    // Sizes in the file are signed for some readers.
    guard parts.reduce(0, { $0 + $1.count }) < Int(Int32.max) else {
      throw .unsupportedOutput(file: path, reason: "the layers take more than 2 GiB; use .ora or TIFF")
    }
    do throws(FileError) {
      let file = try AtomicFile(path, options: overwrite ? [] : .keepsExisting)
      for part in parts { try file.write(part) }
      try file.commit()
    } catch { throw .file(error) }
  }
}

/// A harmonized photo as the sections of a Photoshop file.
private struct PhotoshopDocument {
  /// One layer.
  private struct Layer {
    let name: String
    let isVisible: Bool
    let part: PixelRect
    /// Channel numbers and their bytes; -1 is transparency, -2 the layer mask.
    let channels: [(id: Int16, bytes: [UInt8])]
    let hasMask: Bool
  }

  private let photo: Photo
  private let isDeep: Bool
  private let isGrey: Bool
  private let profile: [UInt8]?
  private let merged: PackedChannels
  private let layers: [Layer]

  init(_ rendering: Rendering) throws(ImagingError) {
    photo = rendering.photo
    let whole = try rendering.pipeline()
    let image = whole.image
    isDeep = image.format == UInt16.bandFormat
    isGrey = image.channels < 3
    profile = image.bytes("icc-profile-data")
    merged = try PackedChannels(whole, part: photo.bounds, channels: image.channels, name: photo.name)
    let covered = rendering.mask.statistics().bounds ?? photo.bounds
    let cover = PackedChannels(rendering.mask.raster, part: covered, isDeep: isDeep)
    var layers: [Layer] = []
    // Bottom first.
    for layer in Rendering.Layer.allCases.reversed() {
      let isBackground = layer == .background
      let area = isBackground ? photo.bounds : covered
      let colours = isGrey ? 1 : 3
      let source = try rendering.colours(of: layer)
      let packed = try PackedChannels(
        source, part: area, channels: isBackground ? source.image.channels : colours, name: photo.name)
      var channels = (0..<colours).map { (id: Int16($0), bytes: packed.bytes(of: $0)) }
      if isBackground, source.image.channels > colours { channels.append((-1, packed.bytes(of: colours))) }
      if !isBackground { channels.append((-2, cover.bytes(of: 0))) }
      layers.append(
        Layer(
          name: layer.rawValue, isVisible: layer.isVisible, part: area, channels: channels, hasMask: !isBackground))
    }
    self.layers = layers
  }

  /// The file's bytes, in pieces.
  func parts() -> [[UInt8]] {
    var head = BigEndian("8BPS")
    head.append(1 as UInt16)
    head.bytes += [UInt8](repeating: 0, count: 6)
    head.append(UInt16(merged.lengths.count))
    head.append(UInt32(photo.height))
    head.append(UInt32(photo.width))
    head.append(UInt16(isDeep ? 16 : 8))
    head.append(UInt16(isGrey ? 1 : 3))
    head.append(0 as UInt32)
    let resources = resources()
    head.append(UInt32(resources.count))
    head.bytes += resources
    let records = records()
    let data = layers.flatMap { layer in layer.channels.map(\.bytes) }
    let size = records.count + data.reduce(0) { $0 + $1.count }
    let padding = (4 - size % 4) % 4
    var info = BigEndian("")
    if isDeep {
      // With 16 bits layers are in a block of their own, behind two empty sections.
      info.append(UInt32(4 + 4 + 12 + size + padding))
      info.append(0 as UInt32)
      info.append(0 as UInt32)
      info.bytes += Array("8BIMLr16".utf8)
      info.append(UInt32(size + padding))
    } else {
      info.append(UInt32(4 + size + padding + 4))
      info.append(UInt32(size + padding))
    }
    let tail = [UInt8](repeating: 0, count: padding + (isDeep ? 0 : 4))
    return [head.bytes, info.bytes, records] + data + [tail, merged.merged]
  }

  /// The colour profile, if there is one.
  private func resources() -> [UInt8] {
    guard let profile else { return [] }
    var block = BigEndian("8BIM")
    block.append(1039 as UInt16)
    block.append(0 as UInt16)
    block.append(UInt32(profile.count))
    return block.bytes + profile + [UInt8](repeating: 0, count: profile.count % 2)
  }

  /// What each layer is, bottom first.
  private func records() -> [UInt8] {
    var records = BigEndian("")
    // Negative, because the merged picture's transparency is that of the layers together.
    records.append(Int16(layers.count) * (merged.lengths.count % 2 == 0 ? -1 : 1))
    for layer in layers {
      records.append(layer.part)
      records.append(UInt16(layer.channels.count))
      for channel in layer.channels {
        records.append(channel.id)
        records.append(UInt32(channel.bytes.count))
      }
      records.bytes += Array("8BIMnorm".utf8)
      // Opaque, not clipped; bit 1 hides.
      records.bytes += [255, 0, layer.isVisible ? 0 : 2, 0]
      let extra = extra(of: layer)
      records.append(UInt32(extra.count))
      records.bytes += extra
    }
    return records.bytes
  }

  /// The layer mask's place, no blending ranges, and the name.
  private func extra(of layer: Layer) -> [UInt8] {
    var extra = BigEndian("")
    extra.append(UInt32(layer.hasMask ? 20 : 0))
    if layer.hasMask {
      extra.append(layer.part)
      // Black outside.
      extra.bytes += [0, 0, 0, 0]
    }
    extra.append(0 as UInt32)
    let name = [UInt8(layer.name.utf8.count)] + layer.name.utf8
    return extra.bytes + name + [UInt8](repeating: 0, count: (4 - name.count % 4) % 4)
  }
}

/// Numbers as Photoshop's files have them.
private struct BigEndian {
  var bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func append(_ value: some FixedWidthInteger) { bytes += value.bigEndianBytes }

  /// Top, left, bottom, right.
  mutating func append(_ part: PixelRect) {
    for side in [part.y, part.x, part.y + part.height, part.x + part.width] { append(Int32(clamping: side)) }
  }
}
