/// The index of weights that were saved in several files (`model.safetensors.index.json`): which file has which tensor.
struct ShardIndex {
  /// The files' names, in the order of their first tensor.
  private(set) var files: [String] = []
  /// The tensors' names with their files.
  private(set) var places: [(tensor: String, file: String)] = []

  /// Reads an index; nil if the bytes are something else.
  /// - Throws: `corrupt` for an index whose entries are not names of files beside it.
  init?(_ bytes: ByteView) throws(CheckpointError) {
    guard bytes.byte(at: 0) == UInt8(ascii: "{"), case .object(let members)? = try? JSONReader.parse(bytes),
      case .object(let map)? = members.first(where: { $0.key == "weight_map" })?.value
    else { return nil }
    for member in map {
      guard case .string(let file) = member.value, !file.isEmpty, !file.contains("/"), file != "..", file != "." else {
        throw CheckpointError(.corrupt("the index gives no file for \(member.key)"))
      }
      if !files.contains(file) { files.append(file) }
      places.append((member.key, file))
    }
    guard !places.isEmpty else { throw CheckpointError(.corrupt("the index names no tensor")) }
  }

  /// Reads all files.
  /// - Parameter path: The index's own path; the files are beside it.
  /// - Throws: `missingShard`, `corrupt` if a file lacks a tensor that the index promises, and the errors of reading.
  func read(beside path: String) throws(CheckpointError) -> StateDictionary {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    var shards: [String: StateDictionary] = [:]
    var metadata: [String: String] = [:]
    for file in files {
      do throws(CheckpointError) {
        let state = try Checkpoint.read(storedIn: folder + file)
        metadata.merge(state.metadata) { first, _ in first }
        shards[file] = state
      } catch {
        if case .cannotOpen = error.problem { throw CheckpointError(.missingShard(file)) }
        throw error
      }
    }
    var state = StateDictionary()
    for (tensor, file) in places {
      guard let value = shards[file]?[tensor] else {
        throw CheckpointError(.corrupt("\(file) has no tensor \(tensor), which the index promises"))
      }
      state[tensor] = value
    }
    state.metadata = metadata
    return state
  }
}

extension Checkpoint {
  /// What to give instead of one file of several (`model-00001-of-00003.safetensors`); nil for other names.
  public static func shardHint(for path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    guard let match = name.wholeMatch(of: /(.+)-(\d+)-of-(\d+)\.(safetensors|bin)/), let count = Int(match.3),
      count > 1,
      let number = Int(match.2)
    else { return nil }
    return "it is part \(number) of \(count); give \(match.1).\(match.4).index.json, which lists all parts"
  }
}
