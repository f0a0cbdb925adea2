import HarmonizationCheckpoints

/// Tensors that are no network's.
enum OtherWeights {
  static func write(to path: String) throws {
    try Checkpoint.write(
      StateDictionary([("layer.weight", try CheckpointTensor([1, 2, 3, 4], shape: [2, 2]))]), to: path)
  }
}
