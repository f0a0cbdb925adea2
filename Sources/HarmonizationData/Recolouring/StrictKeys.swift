/// Any key of a keyed container.
package struct AnyKey: CodingKey {
  package let stringValue: String
  package let intValue: Int? = nil
  package init?(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}

extension Swift.Decoder {
  /// The container for `Keys`; throws `DecodingError.dataCorrupted` where it holds any other key, so that a misspelt
  /// setting is an error and not a default.
  package func strictContainer<Keys: CodingKey & CaseIterable>(keyedBy keys: Keys.Type) throws
    -> KeyedDecodingContainer<Keys>
  {
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
  package func override<Value: Decodable>(_ value: inout Value, _ key: Key) throws {
    if let decoded = try decodeIfPresent(Value.self, forKey: key) { value = decoded }
  }
}
