import CHarmonizationOpenVINO

/// An input or output of a compiled model.
public struct Port: Sendable, Equatable {
  /// The tensor's name in the ONNX file.
  public let name: String
  /// The extents; -1 where any extent is accepted.
  public let shape: [Int]
}

extension Port {
  /// Whether a tensor of that shape fits.
  func accepts(_ actual: [Int]) -> Bool {
    actual.count == shape.count && zip(shape, actual).allSatisfy { $0 == -1 ? $1 >= 0 : $0 == $1 }
  }

  /// Reads what a port says about itself and frees the handle.
  init(library: Library, adopting handle: OpaquePointer, fallbackName: String) throws {
    let functions = library.functions
    defer { functions.ov_output_const_port_free(handle) }
    let name = (try? library.text("name a port") { functions.ov_port_get_any_name(handle, &$0) }) ?? fallbackName
    var type: COVElementType = 0
    try library.check(functions.ov_port_get_element_type(handle, &type), "tell the type of \(name)")
    guard type == COVElementType(COVElementF32) else { throw OpenVINOError.unsupportedElementType(name: name) }
    var partial = COVPartialShape()
    try library.check(functions.ov_port_get_partial_shape(handle, &partial), "tell the shape of \(name)")
    defer { functions.ov_partial_shape_free(&partial) }
    let dimensions = UnsafeBufferPointer(
      start: partial.dims, count: partial.dims == nil ? 0 : Int(max(partial.rank.max, 0)))
    self.name = name
    shape = dimensions.map { $0.min == $0.max ? Int($0.min) : -1 }
  }
}
