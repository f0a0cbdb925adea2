import TestSupport
import Testing

@testable import HarmonizationSupport

/// The hashes by which published files are recognized, against FIPS 180-4's examples, Python's hashlib and git.
@Suite struct HashTests {
  private func sha256(_ text: String) -> String { SHA256.hexadecimal(Array(text.utf8).span) }
  private func sha1(_ text: String) -> String { SHA1.hash(Array(text.utf8).span) }

  @Test func examples() {
    #expect(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(sha256(long) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(sha1(long) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    #expect(
      sha256(String(repeating: "a", count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Every length around a block's end", arguments: [54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129])
  func lengths(count: Int) {
    let text = String(repeating: "x", count: count)
    let parts = (0...count).map { split in
      SHA256.hash(Array(text.utf8.dropFirst(split)).span, after: Array(text.utf8.prefix(split)))
    }
    #expect(Set(parts) == [sha256(text)])
    #expect(sha256(text) == Self.references[count])
  }

  @Test func gitNames() throws {
    // echo hello | git hash-object --stdin
    let folder = try TemporaryFolder()
    try folder.write("hello.txt", "hello\n")
    #expect(try FileIdentity.gitBlob("ce013625030ba8dba906f756967f9e9ca394464a").matches(folder.file("hello.txt")))
    try folder.write("other.txt", "hello")
    #expect(try !FileIdentity.gitBlob("ce013625030ba8dba906f756967f9e9ca394464a").matches(folder.file("other.txt")))
    let digits = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    #expect(try FileIdentity.sha256(digits).matches(folder.file("other.txt")))
    #expect(throws: FileError(.notFound, path: folder.file("none"))) {
      try FileIdentity.sha256(digits).matches(folder.file("none"))
    }
  }

  /// hashlib.sha256(b"x" * count).hexdigest()
  private static let references: [Int: String] = [
    54: "45f316e10b2c99abf374b22bda893cf3300d77263f1e272349ed414680522952",
    55: "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072",
    56: "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e",
    57: "ae14a2563ccf969d99aca69ce6bb74981f734bbf9f655f73b8f06db68cab5217",
    63: "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2",
    64: "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c",
    65: "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9",
    119: "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c",
    120: "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98",
    127: "70156a14adbabf98cff3a71c7084b417abf057a8efd27329ca36b7202c87d81f",
    128: "24da1b81d0b16df6428eee73c69fcb2a93c76bc6df706f0c6670fe6bfe800464",
    129: "0ec9eb33e74510bcdd1f2ea55206e82f21649c5c2becbf2b433eb475b34c01bd",
  ]
}
