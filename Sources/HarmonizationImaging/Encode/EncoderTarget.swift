import CHarmonizationVips
import Foundation

/// Where an encoder's bytes go: a file or memory. Encoders may go back and patch what they wrote (TIFF does).
final class EncoderTarget {
  private enum Storage {
    case descriptor(Int32)
    case memory
  }

  private let storage: Storage
  /// The bytes written to memory so far.
  private(set) var bytes: [UInt8] = []
  private var position = 0
  /// `errno` of the first failed write, 0 for none.
  private(set) var failure: Int32 = 0

  /// Writes to an open file, which the caller closes.
  init(descriptor: Int32) { storage = .descriptor(descriptor) }

  /// Collects the bytes.
  init() { storage = .memory }

  /// Runs `body` with libvips's view of the target.
  func withVips<Output>(_ body: (OpaquePointer) throws(ImagingError) -> Output) throws(ImagingError) -> Output {
    var functions = CVipsTargetFunctions(
      write: { context, bytes, count in EncoderTarget.from(context)?.write(bytes, count) ?? -1 },
      read: { context, bytes, count in EncoderTarget.from(context)?.read(bytes, count) ?? -1 },
      seek: { context, offset, whence in EncoderTarget.from(context)?.seek(offset, whence) ?? -1 })
    guard let target = cvips_target_new(&functions, Unmanaged.passUnretained(self).toOpaque()) else {
      throw .encodingFailed(file: "output", detail: VipsLibrary.takeMessage())
    }
    defer { withExtendedLifetime(self) { cvips_unref(UnsafeMutableRawPointer(target)) } }
    return try body(target)
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> EncoderTarget? {
    context.map { Unmanaged<EncoderTarget>.fromOpaque($0).takeUnretainedValue() }
  }

  private func write(_ start: UnsafeRawPointer?, _ count: Int64) -> Int64 {
    guard let start, count >= 0 else { return -1 }
    switch storage {
    case .memory:
      let chunk = UnsafeRawBufferPointer(start: start, count: Int(count))
      let overlap = min(max(bytes.count - position, 0), chunk.count)
      if position > bytes.count { bytes += repeatElement(0, count: position - bytes.count) }
      bytes.replaceSubrange(position..<(position + overlap), with: chunk)
      position += chunk.count
      return count
    case .descriptor(let descriptor):
      while true {
        let written = Foundation.write(descriptor, start, Int(count))
        if written >= 0 { return Int64(written) }
        if errno == EINTR { continue }
        if failure == 0 { failure = errno }
        return -1
      }
    }
  }

  private func read(_ start: UnsafeMutableRawPointer?, _ count: Int64) -> Int64 {
    guard let start, count >= 0 else { return -1 }
    switch storage {
    case .memory:
      let length = min(Int(count), max(bytes.count - position, 0))
      bytes.withUnsafeBytes { source in
        if let base = source.baseAddress { start.copyMemory(from: base + position, byteCount: length) }
      }
      position += length
      return Int64(length)
    case .descriptor(let descriptor): return Int64(Foundation.read(descriptor, start, Int(count)))
    }
  }

  private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    switch storage {
    case .memory:
      guard let place = Seeking.place(offset, whence, from: position, end: bytes.count) else { return -1 }
      position = place
      return Int64(place)
    case .descriptor(let descriptor): return Int64(lseek(descriptor, off_t(offset), whence))
    }
  }
}
