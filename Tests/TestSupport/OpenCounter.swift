#if os(Linux)
  import Foundation
  import Glibc

  /// Counts how often a file is opened, by whatever process, while this object lives.
  ///
  /// The system reports two opens in a row as one, so that a file must be read between them, as decoders do.
  public final class OpenCounter {
    private let descriptor: CInt

    /// Starts counting the opens of a file that exists.
    public init(_ path: String) throws {
      descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
      let events = UInt32(IN_OPEN | IN_ACCESS | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)
      guard descriptor >= 0, inotify_add_watch(descriptor, path, events) >= 0 else {
        throw CocoaError(.fileReadUnknown)
      }
    }

    deinit { close(descriptor) }

    /// The number of opens since the last call.
    public func count() -> Int {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      var opens = 0
      while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
        buffer.withUnsafeBytes { bytes in
          var at = 0
          while at + MemoryLayout<inotify_event>.size <= count {
            let event = bytes.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
            if event.mask & UInt32(IN_OPEN) != 0 { opens += 1 }
            at += MemoryLayout<inotify_event>.size + Int(event.len)
          }
        }
      }
      return opens
    }
  }
#endif
