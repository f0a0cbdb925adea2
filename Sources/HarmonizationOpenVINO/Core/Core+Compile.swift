import CHarmonizationOpenVINO

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Core {
  /// Compiles a model for the device.
  ///
  /// - Parameters:
  ///   - onnx: The bytes of an ONNX model (or of an OpenVINO IR file that needs no weights file).
  ///   - shapes: Input shapes to fix before compiling, by input name; -1 leaves an extent open. Inputs that are not
  ///     named keep the model's shape.
  ///   - options: Precision, latency or throughput, threads.
  /// - Throws: `OpenVINOError.engineFailed` with OpenVINO's reason when the model is malformed, uses unknown operations,
  ///   or does not fit the shapes.
  public func compile(
    onnx: some ContiguousBytes, shapes: [String: [Int]] = [:], options: CompileOptions = CompileOptions()
  ) throws -> CompiledModel {
    let model = try read(onnx)
    defer { library.functions.ov_model_free(model) }
    if !shapes.isEmpty { try reshape(model, to: shapes) }
    let properties = options.properties(precision: try resolved(options.precision))
    let compiled = try withProperties(properties) { properties, count in
      try library.make("compile the model") {
        library.functions.ov_core_compile_model_props(handle, model, device, count, properties, &$0)
      }
    }
    return try CompiledModel(library: library, adopting: compiled)
  }

  private func read(_ onnx: some ContiguousBytes) throws -> OpaquePointer {
    try onnx.withUnsafeBytes { bytes in
      try library.make("read the model") {
        library.functions.ov_core_read_model_from_memory_buffer(
          handle, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, nil, &$0)
      }
    }
  }

  private func reshape(_ model: OpaquePointer, to shapes: [String: [Int]]) throws {
    let inputs = shapes.sorted { $0.key < $1.key }
    let names = inputs.flatMap { Array($0.key.utf8CString) }
    var dimensions = inputs.flatMap { $0.value.map { COVDimension(min: Int64(max($0, 0)), max: Int64($0)) } }
    let status = names.withUnsafeBufferPointer { names in
      dimensions.withUnsafeMutableBufferPointer { dimensions in
        reshape(model, inputs, names: names.baseAddress, dimensions: dimensions.baseAddress)
      }
    }
    try library.check(status, "set the input shapes \(inputs.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
  }

  private func reshape(
    _ model: OpaquePointer, _ inputs: [(key: String, value: [Int])], names: UnsafePointer<CChar>?,
    dimensions: UnsafeMutablePointer<COVDimension>?
  ) -> COVStatus {
    var name = names
    var first = dimensions
    var pointers: [UnsafePointer<CChar>?] = []
    var partial: [COVPartialShape] = []
    for input in inputs {
      let rank = Int64(input.value.count)
      pointers.append(name)
      partial.append(COVPartialShape(rank: COVDimension(min: rank, max: rank), dims: first))
      name = name.map { $0 + input.key.utf8.count + 1 }
      first = first.map { $0 + input.value.count }
    }
    return library.functions.ov_model_reshape(model, &pointers, &partial, inputs.count)
  }
}
