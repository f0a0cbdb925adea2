import CHarmonizationCurl
import HarmonizationSupport

/// Fetches files, and only when it is called: nothing in this package does so by itself.
public struct Download: Sendable {
  private let library: CurlLibrary
  private let agent: String
  private let certificates: String?

  /// How much of a file has come.
  public struct Progress: Sendable, Equatable {
    /// Bytes so far.
    public let received: Int
    /// Bytes of the whole file; nil if the server does not say.
    public let expected: Int?
  }

  /// Loads libcurl.
  ///
  /// - Parameters:
  ///   - agent: what the server is told who asks, such as `harmonize/0.2`.
  ///   - installation: where libcurl is looked for; `CURL_CA_BUNDLE` and `SSL_CERT_FILE` name certificates that are trusted.
  /// - Throws: ``DownloadError/libraryMissing(reason:)``.
  public init(agent: String, by installation: Installation = .current) throws(DownloadError) {
    library = try CurlLibrary.load(by: installation)
    self.agent = agent
    certificates = installation.variable("CURL_CA_BUNDLE") ?? installation.variable("SSL_CERT_FILE")
  }

  /// Fetches a file, which gets its name only when all of it has come and `check` accepts it.
  ///
  /// - Parameters:
  ///   - address: `https://`, `http://` or `file://`; redirections are followed, from https to https only.
  ///   - path: The file to write; an existing one is replaced at the end.
  ///   - progress: Called now and then, on this thread.
  ///   - check: Called with the path of the whole file before it gets its name; nothing is left if it throws.
  /// - Throws: ``DownloadError``; what `check` throws.
  public func fetch(
    _ address: String, to path: String, progress: (Progress) -> Void = { _ in },
    check: (String) throws -> Void = { _ in }
  ) throws {
    guard ["https://", "http://", "file://"].contains(where: { address.lowercased().hasPrefix($0) }) else {
      throw DownloadError.badAddress(address)
    }
    let file: AtomicFile
    do { file = try AtomicFile(path, options: .synchronized) } catch { throw DownloadError.file(error) }
    try receive(address, into: file, progress)
    try check(file.temporaryPath)
    do { try file.commit() } catch { throw DownloadError.file(error) }
  }

  private func receive(
    _ address: String, into file: borrowing AtomicFile, _ progress: (Progress) -> Void
  ) throws(DownloadError) {
    var received = 0
    var failure: FileError?
    let outcome = transfer(address) { bytes, expected in
      do throws(FileError) { try file.write(bytes) } catch {
        failure = error
        return false
      }
      received += bytes.count
      progress(Progress(received: received, expected: expected < 0 ? nil : Int(expected)))
      return true
    }
    if let failure { throw .file(failure) }
    guard outcome.code != 0 else { return }
    if outcome.code == CInt(CCURL_HTTP_ERROR) { throw .refused(address: address, status: outcome.status) }
    throw .unreachable(address: address, reason: Self.text(outcome))
  }

  private typealias Sink = (UnsafeRawBufferPointer, Int64) -> Bool

  private func transfer(_ address: String, _ sink: Sink) -> CCurlOutcome {
    withoutActuallyEscaping(sink) { sink in
      withUnsafePointer(to: sink) { context in
        withUnsafePointer(to: library.functions) { functions in
          ccurl_fetch(
            functions, address, agent, certificates,
            { bytes, count, expected, context in
              guard let sink = context?.assumingMemoryBound(to: Sink.self) else { return false }
              return sink.pointee(UnsafeRawBufferPointer(start: bytes, count: count), expected)
            }, UnsafeMutableRawPointer(mutating: context))
        }
      }
    }
  }

  private static func text(_ outcome: CCurlOutcome) -> String {
    withUnsafeBytes(of: outcome.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
