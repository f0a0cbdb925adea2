import Dispatch
import HarmonizationPixels

/// The pixels of a frame: RGB, 8 or 16 bits for each channel.
public enum FramePixels: Sendable {
  /// 8 bits.
  case bytes(Raster<UInt8>)
  /// 16 bits.
  case words(Raster<UInt16>)

  /// The frame with 8 bits, which is enough for what a network sees.
  public var eightBits: Raster<UInt8> {
    switch self {
    case .bytes(let raster): raster
    case .words(let raster): raster.map { UInt8(truncatingIfNeeded: (UInt32($0) * 255 + 32767) / 65535) }
    }
  }

  /// Changes the masked part, on several threads; elsewhere the pixels stay as they are, bit for bit.
  ///
  /// - Parameters:
  ///   - transform: the change.
  ///   - mask: of the frame's size; nothing happens with another one.
  ///   - threads: how many parts are worked on at a time.
  public mutating func change(by transform: any PixelTransform, mask: Raster<UInt8>, threads: Int) {
    switch self {
    case .bytes(var raster):
      self = .bytes(Raster(width: 1, height: 1, channels: 1, repeating: 0))  // so that the samples are not copied
      raster.change(by: transform, mask: mask, threads: threads)
      self = .bytes(raster)
    case .words(var raster):
      self = .words(Raster(width: 1, height: 1, channels: 1, repeating: 0))
      raster.change(by: transform, mask: mask, threads: threads)
      self = .words(raster)
    }
  }
}

/// Rows that concurrent parts of a frame change without meeting.
private struct SharedRows<Sample>: @unchecked Sendable {
  let pixels: UnsafeMutablePointer<Sample>
  let mask: UnsafePointer<UInt8>
}

extension Raster where Sample: PixelSample {
  fileprivate mutating func change(by transform: any PixelTransform, mask: Raster<UInt8>, threads: Int) {
    guard mask.width == width, mask.height == height, mask.channels == 1, channels == 3 else { return }
    let rows = RowRenderer(transform, channels: 3, hasAlpha: false)
    let (width, height, length) = (width, height, 3 * width)
    // More parts than threads, since the foreground is not spread evenly.
    let parts = max(1, min(4 * threads, height / 16))
    samples.withUnsafeMutableBufferPointer { pixels in
      mask.samples.withUnsafeBufferPointer { mask in
        guard let pixels = pixels.baseAddress, let mask = mask.baseAddress else { return }
        let shared = SharedRows(pixels: pixels, mask: mask)
        let render = { @Sendable (part: Int) in
          let scratch = Scratch(width: width)
          for y in part * height / parts..<(part + 1) * height / parts {
            rows.render(
              shared.pixels + y * length, x: 0, y: y, count: width, mask: shared.mask + y * width, scratch: scratch)
          }
        }
        if threads > 1 {
          DispatchQueue.concurrentPerform(iterations: parts, execute: render)
        } else {
          for part in 0..<parts { render(part) }
        }
      }
    }
  }
}
