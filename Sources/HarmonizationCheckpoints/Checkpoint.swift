/// A weights file: its format, what it contains, and how that was found.
///
/// The format is recognised by content, never by the file's name. The file is mapped into memory and its tensors are
/// views of it, so reading takes milliseconds and the system loads pages as they are used. Do not shorten or overwrite a
/// file in place while its tensors are in use; replacing it by renaming another one over it is safe.
public struct Checkpoint: Sendable {
  /// How the file is laid out.
  public enum Format: String, Sendable {
    /// A zip archive, as `torch.save` writes since PyTorch 1.6.
    case torchArchive = "PyTorch (zip)"
    /// A sequence of pickles, as `torch.save` wrote before.
    case torchLegacy = "PyTorch (legacy)"
    /// A safetensors file.
    case safeTensors = "safetensors"
  }

  /// How the file is laid out.
  public let format: Format
  /// The weights; names are as saved, but without what wraps all of them (``prefixes``).
  public let state: StateDictionary
  /// The keys of a training dump that lead to the weights (`state_dict`); nil if the file is nothing but weights.
  public let wrapper: String?
  /// The components that were removed in front of all names, outermost first (`module`, `_orig_mod`, `model`).
  public let prefixes: [String]
  /// Whether the weights are an average over training steps; the raw ones beside them, if any, are not used.
  public let isAveraged: Bool
  /// The keys of other weights in the file, which are not used.
  public let others: [String]

  /// Opens a weights file.
  /// - Throws: `CheckpointError` naming the file, what is wrong with it, where, and the remedy.
  public init(path: String) throws(CheckpointError) {
    do throws(CheckpointError) {
      let bytes = ByteView(try ByteStorage(mapping: path))
      if let index = try ShardIndex(bytes) {
        self.init(.safeTensors, TorchContents(state: try index.read(beside: path)))
      } else {
        try self.init(bytes)
      }
    } catch { throw error.naming(file: path) }
  }

  /// Reads a weights file that is in memory already.
  /// - Throws: `CheckpointError`.
  public init(bytes: [UInt8]) throws(CheckpointError) {
    try self.init(ByteView(ByteStorage(bytes)))
  }

  private init(_ bytes: ByteView) throws(CheckpointError) {
    let format = try Format(recognizing: bytes)
    self.init(format, try Self.contents(of: bytes, format))
  }

  private static func contents(of bytes: ByteView, _ format: Format) throws(CheckpointError) -> TorchContents {
    switch format {
    case .safeTensors: TorchContents(state: try SafeTensors.read(bytes))
    case .torchArchive: try TorchArchive.read(bytes)
    case .torchLegacy: try TorchLegacy.read(bytes)
    }
  }

  private init(_ format: Format, _ contents: TorchContents) {
    self.format = format
    let (state, names) = contents.state.unwrapped()
    self.state = state
    wrapper = contents.wrapper
    prefixes = names.prefixes
    isAveraged = contents.isAveraged || names.isAveraged
    others = contents.others
  }

  /// The weights of a file with their names as saved.
  static func read(storedIn path: String) throws(CheckpointError) -> StateDictionary {
    do throws(CheckpointError) {
      let bytes = ByteView(try ByteStorage(mapping: path))
      return try contents(of: bytes, Format(recognizing: bytes)).state
    } catch { throw error.naming(file: path) }
  }

  /// The weights of a file in any supported format.
  /// - Throws: `CheckpointError` naming the file, what is wrong with it, where, and the remedy.
  public static func read(from path: String) throws(CheckpointError) -> StateDictionary {
    try Checkpoint(path: path).state
  }

  /// Writes a safetensors file, with the dictionary's metadata.
  ///
  /// The file is written beside its place and then renamed, so that at every moment either the old or the new one is
  /// there in full. Floating-point tensors are converted to `precision` if one is given.
  /// - Throws: `outOfRange`, `isDirectory`, `diskFull`, `cannotWrite`.
  public static func write(
    _ state: StateDictionary, to path: String, precision: WeightPrecision? = nil
  ) throws(CheckpointError) {
    do throws(CheckpointError) {
      let converted = if let precision { try state.cast(to: precision) } else { state }
      try SafeTensors.write(converted, to: path)
    } catch { throw error.naming(file: path) }
  }
}
