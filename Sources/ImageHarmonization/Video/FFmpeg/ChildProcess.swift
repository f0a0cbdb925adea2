import Foundation
import HarmonizationSupport
import Synchronization

/// A program of FFmpeg's, run with pipes.
///
/// Foundation's `Process` and blocking reads and writes: raw frames go from the pipe into memory that is used again, without a copy
/// and without a suspension for each chunk.
final class ChildProcess: Sendable {
  private let program: String
  /// What messages are about.
  private let file: String
  private let process = Process()
  private let input: FileHandle?
  private let output: FileHandle?
  private let errors = Mutex<[String]>([])
  private let errorsRead = DispatchGroup()

  /// Which of the standard streams are pipes to this process.
  struct Streams: OptionSet {
    let rawValue: Int
    static let input = Streams(rawValue: 1)
    static let output = Streams(rawValue: 2)
  }

  /// Linux's F_SETPIPE_SZ, which Glibc declares for GNU sources only: a frame is read in few pieces.
  private static let setPipeSize: CInt = 1031

  /// The last lines that are kept of what a program says.
  private static let keptLines = 8

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: `ffmpeg` or `ffprobe`, found as shells find programs.
  ///   - arguments: what it is told.
  ///   - streams: which of its standard streams are used.
  ///   - file: what messages are about.
  /// - Throws: ``VideoError``.
  init(_ program: String, _ arguments: [String], streams: Streams, file: String) throws(VideoError) {
    self.program = program
    self.file = file
    let (toChild, fromChild, fromErrors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: try Self.path(of: program))
    process.arguments = arguments
    process.standardInput = streams.contains(.input) ? toChild : FileHandle.nullDevice
    process.standardOutput = streams.contains(.output) ? fromChild : FileHandle.nullDevice
    process.standardError = fromErrors
    input = streams.contains(.input) ? toChild.fileHandleForWriting : nil
    output = streams.contains(.output) ? fromChild.fileHandleForReading : nil
    // A pipe that another child also has open never ends.
    for handle in [input, output, fromErrors.fileHandleForReading].compactMap({ $0 }) {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
      #if os(Linux)
        _ = fcntl(handle.fileDescriptor, Self.setPipeSize, CInt(1 << 20))
      #endif
    }
    do { try process.run() } catch { throw .failed(program: program, file: file, detail: "\(error)") }
    collectErrors(fromErrors.fileHandleForReading)
  }

  private func collectErrors(_ handle: FileHandle) {
    errorsRead.enter()
    Thread.detachNewThread { [self] in
      var rest = Data()
      while let chunk = try? handle.read(upToCount: 4096), !chunk.isEmpty {
        rest += chunk
        let lines = rest.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        errors.withLock { $0 = Array(lines.suffix(Self.keptLines)) }
        rest = rest.suffix(1 << 14)
      }
      errorsRead.leave()
    }
  }

  /// The last lines that the program said.
  var messages: [String] { errors.withLock { $0 } }

  /// The next samples of the program's output; fewer than asked for at its end.
  func read<Sample: PixelSample>(_ count: Int, of type: Sample.Type) -> [Sample] {
    [Sample](unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count * MemoryLayout<Sample>.stride)
      filled = read(into: bytes) / MemoryLayout<Sample>.stride
    }
  }

  /// Fills memory from the program's output; returns how many bytes came.
  private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let output, let start = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      let count = Foundation.read(output.fileDescriptor, start + filled, buffer.count - filled)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  /// Everything that the program writes, until it ends.
  func readAll() -> Data { (try? output?.readToEnd()) ?? Data() }

  /// Writes all of some samples.
  ///
  /// - Throws: ``VideoError`` with what the program said if it has ended. The process must ignore SIGPIPE.
  func write<Sample: PixelSample>(_ samples: [Sample]) throws(VideoError) {
    try samples.withUnsafeBufferPointer { (samples) throws(VideoError) in try write(UnsafeRawBufferPointer(samples)) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(VideoError) {
    guard let input, let start = bytes.baseAddress else { return }
    var written = 0
    while written < bytes.count {
      let count = Foundation.write(input.fileDescriptor, start + written, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      written += count
    }
  }

  /// Ends the program's input and waits for its end.
  ///
  /// - Throws: ``VideoError`` if it failed.
  func finish() throws(VideoError) {
    try? input?.close()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw failure() }
  }

  /// Ends the program at once. A polite signal would not reach one that waits for its pipe to be read.
  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private func failure() -> VideoError {
    _ = errorsRead.wait(timeout: .now() + 2)
    let said = messages.filter { !$0.isEmpty }.joined(separator: "; ")
    return .failed(program: program, file: file, detail: said.isEmpty ? "it ended early" : said)
  }

  /// The program's path.
  static func path(of program: String, environment: [String: String] = Installation.current.environment)
    throws(VideoError) -> String
  {
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map(String.init)
    let found = folders.map { "\($0)/\(program)" }.first {
      !FileSystem.isFolder($0) && FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let found else { throw .missingProgram(program) }
    return found
  }
}
