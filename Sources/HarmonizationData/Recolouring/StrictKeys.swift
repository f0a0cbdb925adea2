/// Any key of a keyed container.
struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Swift.Decoder {
  /// The container for `Keys`; throws `DecodingError.dataCorrupted` where it holds any other key, so that a misspelt
  /// setting is an error and not a default.
  func strictContainer<Keys: CodingKey & CaseIterable>(keyedBy keys: Keys.Type) throws -> KeyedDecodingContainer<Keys> {
    let known = Set(Keys.allCases.map(\.stringValue))
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    if let unknown = found.filter({ !known.contains($0) }).min() {
      let reason = "unknown key '\(unknown)'; known are \(known.sorted().joined(separator: ", "))"
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: reason))
    }
    return try container(keyedBy: keys)
  }
}

extension KeyedDecodingContainer {
  /// Replaces `value` where the key is present.
  func override<Value: Decodable>(_ value: inout Value, _ key: Key) throws {
    if let decoded = try decodeIfPresent(Value.self, forKey: key) { value = decoded }
  }
}
