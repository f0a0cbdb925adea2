/// The format of `torch.save` before PyTorch 1.6: five pickles (magic number, version, byte order, contents, storage
/// keys), then the storages in the order of their keys, each after its number of elements.
enum TorchLegacy {
  /// 0x1950a86a20f9469cfc6c, little-endian.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let version = 1001

  /// Reads the state dictionary.
  static func read(_ bytes: ByteView) throws(CheckpointError) -> TorchContents {
    var reader = ByteReader(bytes)
    try checkHeader(&reader)
    var machine = PickleMachine(reader)
    let root = try machine.run()
    reader = machine.reader
    let keys = try storageKeys(&reader)
    let storages = try readStorages(keys, of: machine.heap, &reader)
    return try TorchContents(root, heap: machine.heap, fileSize: bytes.count) { (storage) throws(CheckpointError) in
      guard let bytes = storages[storage.key] else {
        throw CheckpointError(.corrupt("the file has no storage \(storage.key)"))
      }
      return bytes
    }
  }

  private static func checkHeader(_ reader: inout ByteReader) throws(CheckpointError) {
    guard case .bytes(let number) = try run(&reader).root, number.count == magic.count, number.has(magic) else {
      throw CheckpointError(.otherFormat("a Python pickle that torch.save did not write"))
    }
    guard case .integer(version) = try run(&reader).root else {
      throw CheckpointError(.unsupported("an unknown version of the format"))
    }
    let (system, heap) = try run(&reader)
    guard case .dictionary(let index) = system else { throw CheckpointError(.corrupt("no system information")) }
    for case (.string("little_endian"), .bool(false)) in heap.dictionaries[index] {
      throw CheckpointError(.unsupported("a checkpoint of a big-endian machine"))
    }
  }

  private static func storageKeys(_ reader: inout ByteReader) throws(CheckpointError) -> [String] {
    let (root, heap) = try run(&reader)
    guard case .list(let index) = root else { throw CheckpointError(.corrupt("no list of storages")) }
    var keys: [String] = []
    for item in heap.sequences[index] {
      guard case .string(let key) = item else { throw CheckpointError(.corrupt("a storage key that is not text")) }
      keys.append(key)
    }
    return keys
  }

  /// The storages' bytes by key. Their element sizes are known only from the tensors that use them.
  private static func readStorages(
    _ keys: [String], of heap: PickleHeap, _ reader: inout ByteReader
  ) throws(CheckpointError) -> [String: ByteView] {
    let references = Dictionary(heap.storages.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var storages: [String: ByteView] = [:]
    for key in keys {
      guard let reference = references[key] else { throw CheckpointError(.corrupt("nothing uses the storage \(key)")) }
      do throws(CheckpointError) {
        let count = try reader.size()
        guard count == reference.count else {
          throw CheckpointError(.corrupt("\(count) elements where the pickle says \(reference.count)"))
        }
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: reference.elementByteCount)
        guard !overflow else { throw CheckpointError(.limitExceeded("\(count) elements")) }
        storages[key] = try reader.take(byteCount)
      } catch { throw error.naming(location: "storage \(key)") }
    }
    return storages
  }

  private static func run(_ reader: inout ByteReader) throws(CheckpointError) -> (root: PickleValue, heap: PickleHeap) {
    var machine = PickleMachine(reader)
    let root = try machine.run()
    reader = machine.reader
    return (root, machine.heap)
  }
}
