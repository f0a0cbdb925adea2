extension CheckpointError: CustomStringConvertible {
  /// One line: file, what, where, remedy.
  public var description: String {
    let subject = file.map { "\($0): " } ?? ""
    let place = location.map { " (\($0))" } ?? ""
    let remedy = problem.remedy.map { ". \($0)" } ?? ""
    return subject + problem.summary + place + remedy
  }
}

extension CheckpointError.Problem {
  /// What was wrong, without the file.
  var summary: String {
    switch self {
    case .cannotOpen(let reason): "cannot be read: \(reason)"
    case .isDirectory: "is a folder, not a checkpoint file"
    case .empty: "is empty"
    case .htmlPage: "is a web page, not a checkpoint"
    case .gitLFSPointer: "is a Git LFS pointer, not the checkpoint itself"
    case .otherFormat(let kind): "is \(kind), not a checkpoint"
    case .unrecognizedFormat: "is neither a PyTorch checkpoint nor a safetensors file"
    case .truncated(let missing): "is cut off: \(missing)"
    case .corrupt(let what): "is damaged: \(what)"
    case .compressedEntry(let entry): "contains the compressed archive entry \(entry)"
    case .executesCode(let global): "would run Python code: it names \(global); nothing was run"
    case .pythonObject(let type, let key): Self.pythonObject(type, key)
    case .notFinite(let tensor, let value, let count):
      "the weights in \(tensor) are not usable: \(count) of them \(count == 1 ? "is" : "are") not finite (the first is \(value))"
    case .missingShard(let file): "lists \(file), which is not beside it"
    case .unsupportedOpcode(let opcode): "uses the pickle instruction \(opcode), which no state dictionary needs"
    case .unsupportedDataType(let type): "contains tensors of the unknown type \(type)"
    case .unsupported(let what): "is \(what), which is not supported"
    case .outOfBounds(let what): "is damaged: \(what)"
    case .limitExceeded(let what): "is refused: \(what)"
    case .noStateDictionary(let keys): "contains no state dictionary" + Self.list(keys)
    case .mismatch(let mismatch): "does not fit the network: \(mismatch)"
    case .nothingFits(let total, let prefix): "none of its \(total) entries fits the network under \(prefix)"
    case .outOfRange(let value, let precision): "\(value) does not fit into \(precision.rawValue)"
    case .badMetadata(let key, let value): "metadata \(key) is malformed: \(value.prefix(80))"
    case .cannotWrite(let reason): "cannot be written: \(reason)"
    case .diskFull: "cannot be written: no space left; an earlier file of that name is untouched"
    }
  }

  /// What to do about it.
  var remedy: String? {
    switch self {
    case .empty, .htmlPage, .truncated: "Download it again"
    case .gitLFSPointer: "Fetch the file with git lfs pull"
    case .corrupt, .outOfBounds: "Download it again or save it anew"
    case .compressedEntry: "Save it anew with torch.save, or store the entries uncompressed (zip -0)"
    case .pythonObject: "Load it in Python and torch.save its state_dict()"
    case .notFinite: "The training diverged; take an earlier checkpoint"
    case .missingShard: "Put all parts into one folder"
    case .executesCode, .unsupportedOpcode: "If you trust it, load it in Python and torch.save its state_dict()"
    case .unsupportedDataType: "Convert the tensors to float32 in Python and save again"
    case .unsupported, .noStateDictionary: "Load it in Python and torch.save its state_dict()"
    case .nothingFits: "Give the ImageNet checkpoint of this very backbone"
    case .outOfRange: "Use bfloat16 or float32"
    case .diskFull: "Free some space and try again"
    default: nil
    }
  }

  private static func pythonObject(_ type: String, _ key: String?) -> String {
    (key.map { "stores \($0) as" } ?? "is")
      + " an object of the Python class \(type), which only Python code can read; "
      + "nothing was run, and nothing is known to be malicious"
  }

  private static func list(_ keys: [String]) -> String {
    keys.isEmpty ? "" : "; it contains " + keys.prefix(8).joined(separator: ", ") + (keys.count > 8 ? ", ..." : "")
  }
}
