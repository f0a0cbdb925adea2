import Foundation
import HarmonizationSupport

/// Appends scalars and pictures to a TensorBoard event file; each event is in the file when the call returns.
final class EventWriter {
  /// The file.
  let url: URL
  private let handle: FileHandle

  /// Starts a new file in a folder.
  ///
  /// - Throws: `FileError`.
  init(in folder: URL) throws {
    let start = Date()
    let host = ProcessInfo.processInfo.hostName.replacingOccurrences(of: "/", with: "-")
    let number = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).count) ?? 0
    let name = "events.out.tfevents.\(Int(start.timeIntervalSince1970)).\(host).\(getpid()).\(number)"
    url = folder.appendingPathComponent(name)
    guard FileManager.default.createFile(atPath: url.path, contents: nil),
      let handle = try? FileHandle(forWritingTo: url)
    else { throw FileError(.unwritable("it cannot be created"), path: url.path) }
    self.handle = handle
    var event = TensorBoardEvent()
    event.wallTime = start.timeIntervalSince1970
    event.fileVersion = "brain.Event:2"
    try write(event)
  }

  deinit { try? handle.close() }

  /// Adds numbers at a step, by tag.
  func add(_ scalars: [(tag: String, value: Double)], step: Int) throws {
    try add(
      scalars.map { tag, value in
        var entry = TensorBoardSummary.Value()
        entry.tag = tag
        entry.simpleValue = Float(value)
        return entry
      }, step: step)
  }

  /// Adds a picture at a step.
  ///
  /// - Parameter file: a whole JPEG or PNG file of an RGB picture.
  func add(picture file: [UInt8], width: Int, height: Int, tag: String, step: Int) throws {
    var image = TensorBoardSummary.Image()
    image.width = Int32(clamping: width)
    image.height = Int32(clamping: height)
    image.colorspace = 3
    image.encodedImageString = Data(file)
    var entry = TensorBoardSummary.Value()
    entry.tag = tag
    entry.image = image
    try add([entry], step: step)
  }

  /// Brings the events to the disk.
  func synchronize() throws {
    do { try handle.synchronize() } catch { throw FileError(writing: error, path: url.path) }
  }

  private func add(_ values: [TensorBoardSummary.Value], step: Int) throws {
    var event = TensorBoardEvent()
    event.wallTime = Date().timeIntervalSince1970
    event.step = Int64(step)
    event.summary.value = values
    try write(event)
  }

  private func write(_ event: TensorBoardEvent) throws {
    do { try handle.write(contentsOf: RecordFraming.framed(try event.serializedData())) } catch {
      throw FileError(writing: error, path: url.path)
    }
  }
}

extension EventWriter {
  /// Cuts the events after a step off all files of a folder, as well as what a killed process left of its last one, so that
  /// a resumed run does not tell the same steps twice.
  static func truncate(filesIn folder: URL, afterStep step: Int) throws {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let url = folder.appendingPathComponent(name)
      guard name.contains("tfevents"), let data = try? Data(contentsOf: url) else { continue }
      var end = 0
      for (record, next) in RecordFraming.records(in: data) {
        guard let event = try? TensorBoardEvent(serializedBytes: record), event.step <= Int64(step) else { break }
        end = next
      }
      guard end < data.count else { continue }
      do {
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: UInt64(end))
        try handle.close()
      } catch { throw FileError(writing: error, path: url.path) }
    }
  }
}
