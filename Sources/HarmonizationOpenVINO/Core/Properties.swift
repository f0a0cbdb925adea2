import CHarmonizationOpenVINO

/// Calls `body` with C strings that live as long as the call.
func withProperties<Result>(
  _ properties: [(key: String, value: String)], _ body: (UnsafePointer<COVProperty>?, Int) throws -> Result
) rethrows -> Result {
  // One allocation for all texts: key, 0, value, 0, ...
  let text = properties.flatMap { Array($0.key.utf8CString) + Array($0.value.utf8CString) }
  return try text.withUnsafeBufferPointer { text in
    var records: [COVProperty] = []
    guard var next = text.baseAddress else { return try body(nil, 0) }
    for property in properties {
      let value = next + property.key.utf8.count + 1
      records.append(COVProperty(key: next, value: UnsafeRawPointer(value)))
      next = value + property.value.utf8.count + 1
    }
    return try records.withUnsafeBufferPointer { try body($0.baseAddress, $0.count) }
  }
}
