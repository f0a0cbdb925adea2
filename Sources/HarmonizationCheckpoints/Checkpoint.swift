/// A weights file: its format, what it holds, and how that was found.
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
  /// The weights; names are as saved, but without DataParallel's `module.`.
  public let state: StateDictionary
  /// The key of a training dump under which the weights lay (`state_dict`); nil if the file is nothing but weights.
  public let wrapper: String?
  /// Whether all names had DataParallel's prefix `module.`, which was removed.
  public let isDataParallel: Bool

  /// Opens a weights file.
  /// - Throws: `CheckpointError` naming the file, what is wrong with it, where, and the remedy.
  public init(path: String) throws(CheckpointError) {
    do throws(CheckpointError) { try self.init(ByteView(try ByteStorage(mapping: path))) } catch {
      throw error.naming(file: path)
    }
  }

  /// Reads a weights file that is in memory already.
  /// - Throws: `CheckpointError`.
  public init(bytes: [UInt8]) throws(CheckpointError) {
    try self.init(ByteView(ByteStorage(bytes)))
  }

  private init(_ bytes: ByteView) throws(CheckpointError) {
    let format = try Format(recognizing: bytes)
    switch format {
    case .safeTensors: self.init(format, TorchContents(state: try SafeTensors.read(bytes)))
    case .torchArchive: self.init(format, try TorchArchive.read(bytes))
    case .torchLegacy: self.init(format, try TorchLegacy.read(bytes))
    }
  }

  private init(_ format: Format, _ contents: TorchContents) {
    self.format = format
    state = contents.state
    wrapper = contents.wrapper
    isDataParallel = contents.isDataParallel
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
