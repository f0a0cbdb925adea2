import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationDownload

/// Files from a server on this machine.
@Suite("Fetching files", .enabled(if: (try? Download(agent: "test")) != nil, "libcurl is not installed"))
struct DownloadTests {
  private static let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 &* 31) >> 3) }
  private let folder: TemporaryFolder
  private let server: LocalServer
  private let download: Download

  init() throws {
    folder = try TemporaryFolder()
    let other = try LocalServer([:])
    server = try LocalServer([
      "/a.bin": .file(Self.bytes), "/moved": .redirect("/a.bin"), "/loop": .redirect("/loop"),
      "/out": .redirect("ftp://127.0.0.1:\(other.port)/a.bin"), "/short": .cutShort(Self.bytes), "/no": .status(403),
    ])
    download = try Download(agent: "test")
  }

  @Test("A file arrives whole, also by a redirection, and says how far it is", arguments: ["/a.bin", "/moved"])
  func arrives(path: String) throws {
    var seen: [Download.Progress] = []
    var checked = false
    try download.fetch(server.address(path), to: folder.file("a"), progress: { seen.append($0) }) { temporary in
      checked = true
      let isWhole = try FileIdentity.sha256(Self.digits).matches(temporary)
      #expect(isWhole)
      #expect(!folder.exists("a"))
    }
    #expect(checked && folder.contents == ["a"])
    #expect(try folder.data("a").elementsEqual(Self.bytes))
    #expect(seen.last == Download.Progress(received: Self.bytes.count, expected: Self.bytes.count))
  }

  @Test func fromAFile() throws {
    try folder.write(Self.bytes, to: "from.bin")
    try download.fetch("file://" + folder.file("from.bin"), to: folder.file("a"))
    #expect(try folder.data("a").elementsEqual(Self.bytes))
  }

  @Test(
    "What fails leaves the old file, nothing else, and a reason",
    arguments: ["/short", "/no", "/none", "/loop", "/out"])
  func fails(path: String) throws {
    try folder.write("a", "old")
    let error = #expect(throws: DownloadError.self) { try download.fetch(server.address(path), to: folder.file("a")) }
    switch (path, error) {
    case ("/no", .refused(_, let status)): #expect(status == 403)
    case ("/none", .refused(_, let status)): #expect(status == 404)
    case ("/short", .unreachable), ("/loop", .unreachable), ("/out", .unreachable): break
    default: Issue.record("\(path): \(String(describing: error))")
    }
    #expect(folder.contents == ["a"])
    #expect(try folder.data("a").elementsEqual("old".utf8))
  }

  @Test func nobodyAnswers() throws {
    let gone = try LocalServer([:]).address("/a.bin")
    let error = #expect(throws: DownloadError.self) { try download.fetch(gone, to: folder.file("a")) }
    #expect(error?.description.contains("online") == true)
    #expect(folder.contents == [])
  }

  @Test func theCheckRefuses() throws {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try download.fetch(server.address("/a.bin"), to: folder.file("a"), check: { _ in throw Refusal() })
    }
    #expect(folder.contents == [])
  }

  @Test func badAddresses() throws {
    for address in ["", "a.bin", "ftp://127.0.0.1/a.bin", "gopher://a"] {
      #expect(throws: DownloadError.badAddress(address)) { try download.fetch(address, to: folder.file("a")) }
    }
    #expect(throws: DownloadError.file(FileError(.folderMissing, path: folder.file("none/a")))) {
      try download.fetch(server.address("/a.bin"), to: folder.file("none/a"))
    }
  }

  @Test func theLibraryIsWhereTheUserSays() throws {
    let elsewhere = Installation(environment: ["HARMONIZE_CURL": folder.path], executableFolder: nil, checkout: nil)
    let error = #expect(throws: DownloadError.self) { try Download(agent: "test", by: elsewhere) }
    #expect(error?.description.contains(folder.path) == true)
    try folder.write("libcurl.so.4", "no library")
    let damaged = #expect(throws: DownloadError.self) { try Download(agent: "test", by: elsewhere) }
    #expect(damaged?.description.contains("libcurl.so.4") == true)
  }

  /// hashlib.sha256(bytes((i * 31 >> 3) & 255 for i in range(300_000)))
  private static let digits = "20508c3dbf04a872df56460db60c92ac53305065b5b72516b458815cd2dd2912"
}
