import CHarmonizationVips

/// One call of a libvips operation by name.
struct VipsOperation {
  /// An input of an operation.
  enum Argument {
    case int(Int)
    /// A flag, or an enumeration by its number.
    case flag(Bool)
    case double(Double)
    case string(String)
    case image(VipsImage)
    case images([VipsImage])
    /// A source or target.
    case object(OpaquePointer)
  }

  /// Runs operation `name` and returns its output image.
  ///
  /// - Throws: `failure` with libvips's message.
  static func image(
    _ name: String, _ arguments: [(name: String, value: Argument)], output: String = "out",
    failure: (String) -> ImagingError
  ) throws(ImagingError) -> VipsImage {
    let made = try run(name, arguments, failure: failure) { cvips_operation_image($0, output) }
    guard let made else { throw failure("\(name) gave no image") }
    return VipsImage(owning: made)
  }

  /// Runs operation `name` for its effect.
  static func perform(
    _ name: String, _ arguments: [(name: String, value: Argument)], failure: (String) -> ImagingError
  ) throws(ImagingError) {
    try run(name, arguments, failure: failure) { _ in () }
  }

  private static func run<Output>(
    _ name: String, _ arguments: [(name: String, value: Argument)], failure: (String) -> ImagingError,
    output: (OpaquePointer) -> Output
  ) throws(ImagingError) -> Output {
    guard var operation = cvips_operation_new(name) else { throw failure(VipsLibrary.takeMessage()) }
    for (key, value) in arguments { set(key, value, on: operation) }
    var built: OpaquePointer? = operation
    let succeeded = cvips_operation_build(&built)
    operation = built ?? operation
    defer { cvips_operation_free(operation) }
    guard succeeded else { throw failure(VipsLibrary.takeMessage()) }
    return output(operation)
  }

  private static func set(_ name: String, _ value: Argument, on operation: OpaquePointer) {
    switch value {
    case .int(let value): cvips_operation_set_int(operation, name, Int32(clamping: value))
    case .flag(let value): cvips_operation_set_int(operation, name, value ? 1 : 0)
    case .double(let value): cvips_operation_set_double(operation, name, value)
    case .string(let value): cvips_operation_set_string(operation, name, value)
    case .image(let image):
      image.withPointer { cvips_operation_set_object(operation, name, UnsafeMutableRawPointer($0)) }
    case .images(let images):
      let pointers = images.map { image in image.withPointer { Optional($0) } }
      withExtendedLifetime(images) {
        cvips_operation_set_images(operation, name, pointers, Int32(clamping: pointers.count))
      }
    case .object(let object): cvips_operation_set_object(operation, name, UnsafeMutableRawPointer(object))
    }
  }
}
