/// Everything that can go wrong between a checkpoint file and a usable state dictionary.
///
/// The description is one line for people: the file, what was wrong, where, and what to do about it.
public struct CheckpointError: Error, Sendable, Equatable {
  /// What was wrong.
  public enum Problem: Sendable, Equatable {
    /// The file could not be opened or mapped; the system's reason.
    case cannotOpen(String)
    /// The path is a folder.
    case isDirectory
    /// The file has no bytes.
    case empty
    /// A web page was saved under the checkpoint's name.
    case htmlPage
    /// A Git LFS pointer was checked out instead of the file that it represents.
    case gitLFSPointer
    /// A file of another, recognised kind.
    case otherFormat(String)
    /// None of the known formats.
    case unrecognizedFormat
    /// The file ends too early; what is missing.
    case truncated(String)
    /// The structure contradicts itself.
    case corrupt(String)
    /// An entry of the zip archive is compressed, which `torch.save` never does.
    case compressedEntry(String)
    /// The pickle names a Python function or class that is not on the list of harmless ones.
    case executesCode(global: String)
    /// What should be weights is an object of a Python class, which only that class's code can turn into tensors.
    case pythonObject(type: String, key: String?)
    /// A weight that is not a number or infinite: its tensor, the value, and how many there are.
    case notFinite(tensor: String, value: Double, count: Int)
    /// One of the files that an index lists is not beside it.
    case missingShard(String)
    /// The pickle uses an instruction that checkpoints do not need.
    case unsupportedOpcode(String)
    /// Tensors of a type that this package does not know.
    case unsupportedDataType(String)
    /// A legal form of checkpoint that is not supported.
    case unsupported(String)
    /// A tensor reaches beyond its storage.
    case outOfBounds(String)
    /// More than any real checkpoint needs.
    case limitExceeded(String)
    /// The file is readable but contains no state dictionary; its top-level keys.
    case noStateDictionary(keys: [String])
    /// Names or shapes differ from what the network expects.
    case mismatch(StateDictionaryMismatch)
    /// No entry of a backbone's checkpoint fits the network.
    case nothingFits(total: Int, prefix: String)
    /// A finite value is beyond the range of the precision asked for.
    case outOfRange(value: Double, precision: WeightPrecision)
    /// Metadata that this package defines has the wrong form.
    case badMetadata(key: String, value: String)
    /// The file could not be written; the system's reason.
    case cannotWrite(String)
    /// The file system is full; whatever stood under the name before is still there.
    case diskFull
  }

  /// What was wrong.
  public var problem: Problem
  /// The file, as the caller named it; nil for bytes in memory.
  public var file: String?
  /// Where in the file: a byte, an archive entry, a tensor's name.
  public var location: String?

  /// An error at a place of a file.
  public init(_ problem: Problem, file: String? = nil, at location: String? = nil) {
    self.problem = problem
    self.file = file
    self.location = location
  }

  /// The same error with its file named, unless it already is.
  public func naming(file: String?) -> CheckpointError {
    CheckpointError(problem, file: self.file ?? file, at: location)
  }

  /// The same error with its place named, unless it already is.
  func naming(location: String) -> CheckpointError {
    CheckpointError(problem, file: file, at: self.location ?? location)
  }
}
