import CHarmonizationOpenVINO

extension Library {
  /// Throws OpenVINO's message unless `status` is success.
  ///
  /// OpenVINO keeps one message per process, so with several threads failing at once it may be another thread's.
  func check(_ status: COVStatus, _ operation: @autoclosure () -> String) throws {
    guard status != 0 else { return }
    let name = functions.ov_get_error_info(status).map { String(cString: $0) } ?? "status \(status)"
    throw OpenVINOError.engineFailed(operation: operation(), status: name, message: lastMessage())
  }

  /// Runs a call that hands back an opaque object; throws when it fails or hands back nothing.
  func make(_ operation: @autoclosure () -> String, _ call: (inout OpaquePointer?) -> COVStatus) throws -> OpaquePointer
  {
    var object: OpaquePointer?
    try check(call(&object), operation())
    guard let object else {
      throw OpenVINOError.engineFailed(operation: operation(), status: "no object", message: "nothing was returned")
    }
    return object
  }

  /// Runs a call that hands back text, and frees OpenVINO's copy.
  func text(_ operation: @autoclosure () -> String, _ call: (inout UnsafeMutablePointer<CChar>?) -> COVStatus) throws
    -> String
  {
    var text: UnsafeMutablePointer<CChar>?
    try check(call(&text), operation())
    guard let text else { return "" }
    defer { functions.ov_free(text) }
    return String(cString: text)
  }

  /// OpenVINO's last message in one line, without the places in its sources.
  private func lastMessage() -> String {
    guard let text = functions.ov_get_last_err_msg() else { return "no message" }
    defer { functions.ov_free(text) }
    let lines = String(cString: text).split(whereSeparator: \.isNewline).map { $0.trimmed }
    let kept = lines.filter { !$0.isEmpty && !$0.hasPrefix("Exception from") }
    return (kept.isEmpty ? lines : kept).joined(separator: " ")
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
