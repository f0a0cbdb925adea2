/// What can go wrong between this package and OpenVINO; the description is one line with the remedy.
public enum OpenVINOError: Error, Sendable, Equatable {
  /// No OpenVINO library was found in any of the places that were searched.
  case libraryMissing(searched: [String])
  /// A library was found but cannot be loaded, or lacks a function.
  case libraryUnusable(path: String, reason: String)
  /// OpenVINO knows no device of that name on this machine.
  case noSuchDevice(String, available: [String])
  /// OpenVINO refused an operation; `status` is its code's name.
  case engineFailed(operation: String, status: String, message: String)
  /// The model has no input or output of that name.
  case unknownName(String, available: [String])
  /// Inference was asked for without this input.
  case missingInput(String)
  /// A tensor does not fit what the model accepts; -1 represents any extent.
  case shapeMismatch(name: String, expected: [Int], actual: [Int])
  /// A shape is negative, too large, or does not multiply to the number of values.
  case invalidShape(name: String, shape: [Int], values: Int?)
  /// Only float32 inputs and outputs are supported.
  case unsupportedElementType(name: String)
}

extension OpenVINOError: CustomStringConvertible {
  /// One line: what happened, where, and what to do.
  public var description: String {
    switch self {
    case .libraryMissing(let searched):
      "OpenVINO is not installed (searched \(searched.joined(separator: ", "))); "
        + "run `make setup`, or name the folder with libopenvino_c in HARMONIZE_OPENVINO"
    case .libraryUnusable(let path, let reason):
      "OpenVINO at \(path) cannot be used: \(reason); run `make setup`, or name another installation in HARMONIZE_OPENVINO"
    case .noSuchDevice(let name, let available):
      "OpenVINO finds no device '\(name)'; available: \(available.joined(separator: ", ")). Others need their driver and "
        + "OpenVINO's plugin for them, which `make setup` leaves out: specify a full OpenVINO in HARMONIZE_OPENVINO"
    case .engineFailed(let operation, let status, let message):
      "OpenVINO could not \(operation) (\(status)): \(message)"
    case .unknownName(let name, let available):
      "the model has no \"\(name)\"; it has \(available.joined(separator: ", "))"
    case .missingInput(let name):
      "the model needs an input \"\(name)\""
    case .shapeMismatch(let name, let expected, let actual):
      "\"\(name)\" must have shape \(expected) (-1 is any extent), not \(actual)"
    case .invalidShape(let name, let shape, let values):
      "\"\(name)\" has the impossible shape \(shape)" + (values.map { " for \($0) values" } ?? "")
    case .unsupportedElementType(let name):
      "\"\(name)\" is not float32; export the model with float32 inputs and outputs"
    }
  }
}
