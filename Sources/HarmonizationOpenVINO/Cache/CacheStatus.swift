/// What the compiled-model cache did for a model.
public enum CacheStatus: Sendable, Equatable {
  /// No cache was asked for.
  case unused
  /// The compiled model came from the cache; the ONNX model was not needed.
  case hit
  /// It was compiled and put into the cache. `replaced` says why an entry that was there could not be used.
  case stored(replaced: String?)
  /// It was compiled but could not be put into the cache, for this reason; the model works all the same.
  case notStored(String)
}
