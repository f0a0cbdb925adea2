/// The format of `torch.save` since PyTorch 1.6: a zip archive with `NAME/data.pkl` and one entry for each storage.
enum TorchArchive {
  /// Reads the state dictionary.
  static func read(_ bytes: ByteView) throws(CheckpointError) -> TorchContents {
    let archive = try ZipArchive(bytes)
    let folder = try folder(of: archive)
    try checkByteOrder(archive, folder)
    var machine = PickleMachine(ByteReader(try archive.contents(of: folder + "data.pkl")))
    let root = try machine.run()
    return try TorchContents(root, heap: machine.heap, fileSize: bytes.count) { (storage) throws(CheckpointError) in
      try archive.contents(of: folder + "data/" + storage.key)
    }
  }

  /// The archive's only folder, with its slash; `torch.save` names it after the file.
  private static func folder(of archive: ZipArchive) throws(CheckpointError) -> String {
    let pickles = archive.entries.keys.filter { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }
    guard let pickle = pickles.min(by: { $0.utf8.count < $1.utf8.count }) else {
      throw CheckpointError(.otherFormat("a zip archive that torch.save did not write"))
    }
    let folder = String(pickle.dropLast("data.pkl".count))
    guard archive.entries[folder + "constants.pkl"] == nil else {
      throw CheckpointError(.unsupported("a TorchScript program"))
    }
    return folder
  }

  private static func checkByteOrder(_ archive: ZipArchive, _ folder: String) throws(CheckpointError) {
    guard archive.entries[folder + "byteorder"] != nil else { return }
    guard try archive.contents(of: folder + "byteorder").text == "little" else {
      throw CheckpointError(.unsupported("a checkpoint of a big-endian machine"))
    }
  }
}
