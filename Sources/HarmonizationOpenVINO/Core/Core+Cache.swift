import CHarmonizationOpenVINO
import HarmonizationSupport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Core {
  /// Takes the compiled model from a cache, or compiles it and puts it there.
  ///
  /// An entry that is damaged or that OpenVINO refuses is replaced; a cache that cannot be written is not an error. What
  /// happened is in the model's `cacheStatus`.
  ///
  /// - Parameters:
  ///   - fingerprint: Represents the model's bytes: different models must have different ones.
  ///   - cache: Where compiled models are kept.
  ///   - shapes: Input shapes to fix before compiling, by input name; -1 leaves an extent open.
  ///   - options: Precision, latency or throughput, threads.
  ///   - onnx: Makes the bytes of the ONNX model; called only when the cache does not have it.
  /// - Throws: What `onnx` throws, and what `compile(onnx:shapes:options:)` throws.
  public func compile(
    fingerprint: String, cache: ModelCache = .standard, shapes: [String: [Int]] = [:],
    options: CompileOptions = CompileOptions(), onnx: () throws -> some ContiguousBytes
  ) throws -> CompiledModel {
    let key = try cacheKey(fingerprint, shapes: shapes, options: options)
    let file = cache.file(for: key)
    var replaced: String?
    do {
      if let entry = try CacheEntry(file.path, key: key) {
        let model = try load(entry, options)
        FileSystem.touch(file.path)
        return model
      }
    } catch {
      replaced = "\(error)"
    }
    let model = try compile(onnx: onnx(), shapes: shapes, options: options)
    do {
      try cache.store(key: key) { try model.export(to: $0) }
      model.cacheStatus = .stored(replaced: replaced)
    } catch {
      model.cacheStatus = .notStored("\(error)")
    }
    return model
  }

  /// Everything that a compiled model depends on.
  private func cacheKey(_ fingerprint: String, shapes: [String: [Int]], options: CompileOptions) throws -> String {
    let shapes = shapes.sorted { $0.key < $1.key }.map { "\($0.key)\($0.value)" }
    let properties = options.properties(precision: try resolved(options.precision)).map { "\($0.key)=\($0.value)" }
    let machine = [try version, device, try deviceName, try capabilities.joined(separator: " ")]
    return ([fingerprint] + machine + properties + shapes).joined(separator: "\n")
  }

  private func load(_ entry: CacheEntry, _ options: CompileOptions) throws -> CompiledModel {
    // An imported model takes its settings from the core, so it gets one of its own.
    let core = try Core(library: library, device: device)
    let properties = options.properties(precision: try resolved(options.precision))
    try withProperties(properties) { properties, count in
      let status = library.functions.ov_core_set_properties(core.handle, device, count, properties)
      try library.check(status, "set properties")
    }
    let blob = entry.blob
    let compiled = try library.make("load a compiled model") {
      library.functions.ov_core_import_model(
        core.handle, blob.bindMemory(to: CChar.self).baseAddress, blob.count, device, &$0)
    }
    return try CompiledModel(library: library, adopting: compiled, importedFrom: entry)
  }
}

extension CompiledModel {
  /// Writes the compiled model in OpenVINO's own form.
  func export(to path: String) throws {
    try library.check(library.functions.ov_compiled_model_export_model(handle, path), "write \(path)")
  }
}
