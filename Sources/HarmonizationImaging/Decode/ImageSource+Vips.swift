import CHarmonizationVips
import HarmonizationSupport

extension ImageSource {
  /// Makes the source readable for libvips and passes it to `body`, which may let images keep it.
  ///
  /// - Parameter isCancelled: Asked whenever a decoder reads on from a file; true makes it fail.
  func withVips<Output>(
    isCancelled: @escaping @Sendable () -> Bool = { false }, _ body: (OpaquePointer) throws(ImagingError) -> Output
  ) throws(ImagingError) -> Output {
    try VipsLibrary.load()
    let source: OpaquePointer?
    switch storage {
    case .path: return try opened().withVips(isCancelled: isCancelled, body)
    case .file(let file):
      var functions = CVipsSourceFunctions(
        read: { context, bytes, count in FileCursor.from(context)?.read(bytes, count) ?? -1 },
        seek: { context, offset, whence in FileCursor.from(context)?.seek(offset, whence) ?? -1 })
      source = cvips_source_new(&functions, Held.retained(FileCursor(file, isCancelled)), Held.release)
    case .bytes(let bytes):
      let held = HeldBytes(bytes)
      source = cvips_source_new_memory(held.start, held.count)
      if let source {
        cvips_attach(UnsafeMutableRawPointer(source), "harmonize-bytes", Held.retained(held), Held.release)
      }
    }
    guard let source else { throw .unreadable(VipsLibrary.takeMessage(), name) }
    defer { cvips_unref(UnsafeMutableRawPointer(source)) }
    return try body(source)
  }
}

/// One decoder's place in an open file. libvips reads a source from one thread at a time.
private final class FileCursor {
  private let file: ReadableFile
  private let isCancelled: @Sendable () -> Bool
  private var position = 0

  init(_ file: ReadableFile, _ isCancelled: @escaping @Sendable () -> Bool) {
    (self.file, self.isCancelled) = (file, isCancelled)
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> FileCursor? {
    context.map { Unmanaged<FileCursor>.fromOpaque($0).takeUnretainedValue() }
  }

  func read(_ start: UnsafeMutableRawPointer?, _ count: Int64) -> Int64 {
    let buffer = UnsafeMutableRawBufferPointer(start: start, count: Int(count))
    guard !isCancelled(), let read = try? file.read(at: position, into: buffer) else { return -1 }
    position += read
    return Int64(read)
  }

  func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    guard let place = Seeking.place(offset, whence, from: position, end: file.byteCount) else { return -1 }
    position = place
    return Int64(place)
  }
}

/// Bytes at a fixed address for as long as libvips reads them.
private final class HeldBytes {
  let start: UnsafeMutableRawPointer
  let count: Int

  init(_ bytes: [UInt8]) {
    count = bytes.count
    start = .allocate(byteCount: max(count, 1), alignment: 16)
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { start.copyMemory(from: base, byteCount: count) }
    }
  }

  deinit { start.deallocate() }
}
