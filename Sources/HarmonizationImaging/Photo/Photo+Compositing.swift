import CHarmonizationVips
import HarmonizationPixels

extension Photo {
  /// A photo with a cut-out pasted onto it, and the cut-out's mask.
  public struct Compositing: Sendable {
    /// The composite, in the background's size, depth, colours and metadata.
    public let photo: Photo
    /// The foreground.
    public let mask: Mask
  }

  /// Pastes a cut-out (an image with transparency) onto this photo.
  ///
  /// - Parameters:
  ///   - cutout: an image with an alpha channel.
  ///   - x: column of the background at which the cut-out's left edge comes to lie; may be negative.
  ///   - y: row for its top edge; may be negative.
  ///   - decontaminate: frees soft edges from the colours of the background that the cut-out was taken from.
  ///   - scale: size of the cut-out relative to its own pixels, above 0 and at most 64.
  /// - Throws: ``ImagingError/noAlpha(file:)``, ``ImagingError/invalidParameter(name:reason:)`` where nothing of the cut-out
  ///   would be visible, and the errors of reading.
  public func pasting(
    _ cutout: ImageSource, x: Int, y: Int, scale: Double = 1, decontaminate: Bool = false
  ) throws(ImagingError) -> Compositing {
    guard scale > 0, scale <= 64 else {
      throw .invalidParameter(name: "scale", reason: "\(scale) is not above 0 and at most 64")
    }
    let pasted = try Cutout(cutout, decoder: decoder, decontaminate: decontaminate).placed(
      x: x, y: y, scale: scale, on: self)
    let isGrey = info.colour == .grey
    let composite = Composite(
      background: self, colours: colour.native(pasted.colours, isGrey: isGrey),
      seen: pasted.seen.map { colour.native($0, isGrey: isGrey) }, opacity: pasted.opacity, x: max(x, 0), y: max(y, 0))
    guard composite.mask.hasForeground else {
      throw .invalidParameter(
        name: "position",
        reason: "at (\(x), \(y)) only transparent parts of \(cutout.name) are on \(name) (\(width)x\(height))")
    }
    return Compositing(photo: Photo(composite, over: self), mask: composite.mask)
  }
}

/// A decoded cut-out.
private struct Cutout {
  let name: String
  /// Colours times opacity, then opacity; 16 bit, four channels.
  let premultiplied: Raster<UInt16>
  /// Nil if the colours are clean already.
  private let clean: CleanEdges?

  /// sRGB colours and opacity at the final size.
  struct Placed {
    let colours: Raster<UInt16>
    let opacity: Raster<UInt16>
    /// The colours that a network is shown; nil if they are the same.
    var seen: Raster<UInt16>?
  }

  init(_ source: ImageSource, decoder: Decoder, decontaminate: Bool) throws(ImagingError) {
    let photo = try Photo(source, decoder: decoder)
    guard photo.info.hasAlpha else { throw .noAlpha(file: source.name) }
    let failure = { (detail: String) in ImagingError.damaged(file: source.name, detail: detail) }
    let rgba = try ColourConversion.toSRGB(try photo.open(), failure: failure)
    var raster = try AnyRaster(rgba, failure: failure).deepRGBA()
    clean = decontaminate ? nil : CleanEdges(raster)
    if decontaminate { raster.setColours(ForegroundEstimation(raster).foreground()) }
    for start in stride(from: 0, to: raster.samples.count, by: 4) {
      let alpha = UInt32(raster.samples[start + 3])
      for channel in 0..<3 {
        raster.samples[start + channel] = UInt16((UInt32(raster.samples[start + channel]) * alpha + 32767) / 65535)
      }
    }
    premultiplied = raster
    name = source.name
  }

  func placed(x: Int, y: Int, scale: Double, on photo: Photo) throws(ImagingError) -> Placed {
    let width = max(Int((Double(premultiplied.width) * scale).rounded()), 1)
    let height = max(Int((Double(premultiplied.height) * scale).rounded()), 1)
    // What sticks out of the photo is not computed.
    let left = max(-x, 0)
    let top = max(-y, 0)
    let right = min(width, photo.width - x)
    let bottom = min(height, photo.height - y)
    guard left < right, top < bottom else {
      throw .invalidParameter(
        name: "position",
        reason: "at (\(x), \(y)) nothing of \(name) is on \(photo.name) (\(photo.width)x\(photo.height))")
    }
    let (sx, sy) = (Double(premultiplied.width) / Double(width), Double(premultiplied.height) / Double(height))
    let resampler = premultiplied.resampled(
      columns: ResamplingTable(
        input: premultiplied.width, from: Double(left) * sx, extent: Double(right - left) * sx, output: right - left,
        filter: .triangle),
      rows: ResamplingTable(
        input: premultiplied.height, from: Double(top) * sy, extent: Double(bottom - top) * sy, output: bottom - top,
        filter: .triangle))
    var placed = Self.separated(resampler.output)
    let part = PixelRect(x: left, y: top, width: right - left, height: bottom - top)
    placed.seen = clean?.colours(placed.colours, opacity: placed.opacity, part: part, of: (width, height))
    return placed
  }

  private static func separated(_ raster: Raster<Float>) -> Placed {
    let count = raster.width * raster.height
    var colours = [UInt16](repeating: 0, count: count * 3)
    var opacity = [UInt16](repeating: 0, count: count)
    for i in 0..<count {
      let alpha = raster.samples[i * 4 + 3]
      opacity[i] = UInt16(nearest: alpha)
      guard opacity[i] > 0 else { continue }
      for channel in 0..<3 {
        colours[i * 3 + channel] = UInt16(nearest: raster.samples[i * 4 + channel] / alpha * 65535)
      }
    }
    return Placed(
      colours: Raster(width: raster.width, height: raster.height, channels: 3, unchecked: colours),
      opacity: Raster(width: raster.width, height: raster.height, channels: 1, unchecked: opacity))
  }
}

extension AnyRaster {
  /// Grey or RGB with alpha as 16-bit RGBA.
  fileprivate func deepRGBA() -> Raster<UInt16> {
    let deep: Raster<UInt16> =
      switch self {
      case .bytes(let raster): raster.map { UInt16($0) * 257 }
      case .words(let raster): raster
      case .floats(let raster): raster.map { UInt16(nearest: $0 * 65535) }
      }
    if deep.channels == 4 { return deep }
    var rgba: [UInt16] = []
    rgba.reserveCapacity(deep.width * deep.height * 4)
    for start in stride(from: 0, to: deep.samples.count, by: deep.channels) {
      let grey = deep.samples[start]
      rgba += [grey, grey, grey, deep.samples[start + deep.channels - 1]]
    }
    return Raster(width: deep.width, height: deep.height, channels: 4, unchecked: rgba)
  }
}

extension NativeColour {
  /// sRGB colours as a photo of this space would store them; three channels in any case, equal ones for grey.
  func native(_ raster: Raster<UInt16>, isGrey: Bool) -> Raster<UInt16> {
    if isSRGB, !isGrey { return raster }
    var result = raster
    let scratch = Scratch(width: raster.width)
    let planes = scratch.before
    for y in 0..<raster.height {
      let start = raster.offset(x: 0, y: y)
      for x in 0..<raster.width {
        let pixel = (0..<3).map { raster.samples[start + x * 3 + $0].real / UInt16.white }
        let luma = Luma.bt709(red: pixel[0], green: pixel[1], blue: pixel[2])
        planes.red[x] = isGrey ? luma : pixel[0]
        planes.green[x] = isGrey ? luma : pixel[1]
        planes.blue[x] = isGrey ? luma : pixel[2]
      }
      fromSRGB(planes)
      for x in 0..<raster.width {
        for (channel, plane) in [planes.red, planes.green, planes.blue].enumerated() {
          result.samples[start + x * 3 + channel] = UInt16(nearest: plane[x] * UInt16.white)
        }
      }
    }
    return result
  }
}

extension Raster<UInt16> {
  /// Replaces red, green and blue of RGBA by colours of 0...1.
  fileprivate mutating func setColours(_ colours: Raster<Float>) {
    for pixel in 0..<width * height {
      for channel in 0..<3 { samples[4 * pixel + channel] = UInt16(unit: colours.samples[3 * pixel + channel]) }
    }
  }
}
