import Foundation
import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationTraining

@Suite("TensorBoard events")
struct EventTests {
  @Test("CRC-32C gives the vectors of RFC 3720 and its masked form TensorFlow's")
  func checksums() {
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(Array(0...31)) == 0x46DD_794E)
    #expect(CRC32C.checksum([]) == 0)
    #expect(CRC32C.masked([]) == 0xA282_EAD8)
  }

  @Test("records come back, and a damaged or cut tail is left out")
  func framing() {
    let records = [Data("one".utf8), Data(), Data((0...255).map { UInt8($0) })]
    let file = records.map(RecordFraming.framed).reduce(Data(), +)
    #expect(RecordFraming.records(in: file).map(\.record) == records)
    #expect(RecordFraming.records(in: file).last?.end == file.count)
    for length in 0..<file.count {
      let found = RecordFraming.records(in: file.prefix(length))
      #expect(found.count < records.count)
      #expect(found.map(\.record) == Array(records.prefix(found.count)))
    }
    var damaged = file
    damaged[file.count - 10] ^= 1
    #expect(RecordFraming.records(in: damaged).map(\.record) == Array(records.prefix(2)))
  }

  @Test("a file tells what was written; truncation forgets later steps and half a record")
  func file() throws {
    let folder = try TemporaryFolder()
    let writer = try EventWriter(in: folder.url)
    try writer.add([("a/b", 0.5), ("c", -2)], step: 1)
    try writer.add(picture: [1, 2, 3], width: 7, height: 5, tag: "picture", step: 2)
    try writer.add([("a/b", 0.25)], step: 3)
    let whole = try Data(contentsOf: writer.url)
    try (whole + Data([9, 9, 9])).write(to: writer.url)
    let events = try events(in: writer.url)
    #expect(events.map(\.step) == [0, 1, 2, 3])
    #expect(events[0].fileVersion == "brain.Event:2")
    #expect(events[1].summary.value.map(\.tag) == ["a/b", "c"])
    #expect(events[1].summary.value.map(\.simpleValue) == [0.5, -2])
    #expect(events[2].summary.value.first?.image.encodedImageString == Data([1, 2, 3]))
    #expect(events[2].summary.value.first?.image.width == 7)
    try EventWriter.truncate(filesIn: folder.url, afterStep: 3)
    #expect(try Data(contentsOf: writer.url) == whole)
    try EventWriter.truncate(filesIn: folder.url, afterStep: 2)
    #expect(try self.events(in: writer.url).map(\.step) == [0, 1, 2])
  }

  private func events(in url: URL) throws -> [TensorBoardEvent] {
    try RecordFraming.records(in: Data(contentsOf: url)).map { try TensorBoardEvent(serializedBytes: $0.record) }
  }
}
