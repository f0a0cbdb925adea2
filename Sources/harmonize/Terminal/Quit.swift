import Foundation

/// The end of the process without the destructors of loaded engines.
///
/// Taking OpenVINO and libvips apart costs a small photo about 5 % of its time, and while another thread still loads one of them it
/// may crash. All files are complete by then: they are renamed into place when they are.
enum Quit {
  /// Ends the process with success, if all that was printed has reached its reader.
  ///
  /// - Throws: ``Failure`` if standard output cannot be written, for instance on a full disk.
  static func successfully() throws -> Never {
    guard fflush(nil) == 0 else {
      throw Failure("standard output cannot be written: \(String(cString: strerror(errno)))")
    }
    now(0)
  }

  /// Ends the process.
  static func now(_ code: Int32) -> Never {
    fflush(nil)
    _exit(code)
  }
}
