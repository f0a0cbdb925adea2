import HarmonizationSupport

/// Immutable bytes with one owner: a memory-mapped file or memory of our own.
///
/// Unchecked because of the raw pointer; sound because no one writes after the initializer has returned.
final class ByteStorage: @unchecked Sendable {
  /// The bytes; valid as long as this object.
  let bytes: UnsafeRawBufferPointer
  /// The file that they are in; nil for memory of our own.
  private let file: MappedFile?

  /// Maps a whole file, read-only; pages are read when they are touched.
  /// - Throws: `cannotOpen`, `isDirectory`, `empty`.
  init(mapping path: String) throws(CheckpointError) {
    let file: MappedFile
    do throws(FileError) { file = try MappedFile(path) } catch { throw CheckpointError(reading: error) }
    guard !file.bytes.isEmpty else { throw CheckpointError(.empty) }
    bytes = file.bytes
    self.file = file
  }

  /// Fresh memory, zeroed, then filled by `fill`.
  init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    fill(UnsafeMutableRawBufferPointer(rebasing: memory[0..<count]))
    bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[0..<count])
    file = nil
  }

  /// A copy of bytes in memory.
  convenience init(_ array: [UInt8]) {
    self.init(count: array.count) { $0.copyBytes(from: array) }
  }

  deinit {
    if file == nil { UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.deallocate() }
  }
}

extension CheckpointError {
  /// The error for a file that cannot be mapped.
  init(reading error: FileError) { self.init(error.problem == .isFolder ? .isDirectory : .cannotOpen(error.reason)) }

  /// The error for a file that cannot be written.
  init(writing error: FileError) {
    switch error.problem {
    case .isFolder: self.init(.isDirectory)
    case .noSpace: self.init(.diskFull)
    default: self.init(.cannotWrite(error.reason))
    }
  }
}
