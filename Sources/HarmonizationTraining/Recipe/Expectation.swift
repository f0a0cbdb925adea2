import HarmonizationData

/// What a setting's value may be, in words: the remedy in an error about one that it may not be.
struct Expectation: CustomStringConvertible {
  let description: String

  /// What a value of `type` may be.
  init(_ type: Any.Type) {
    switch type {
    case let optional as any OptionalValue.Type: description = "\(Expectation(optional.wrapped)) or null"
    case let choices as any CaseIterable.Type: description = "one of " + Self.names(choices).joined(separator: ", ")
    case is Bool.Type: description = "true or false"
    case is any UnsignedInteger.Type: description = "a whole number, not negative"
    case is any BinaryInteger.Type: description = "a whole number"
    case is any BinaryFloatingPoint.Type: description = "a number"
    case is ClosedRange<Double>.Type: description = "a range of two numbers, such as [0.5, 1], the smaller one first"
    case let list as any ListValue.Type: description = "a list in brackets, each \(Expectation(list.element))"
    case let table as any TableValue.Type:
      description = "a mapping, each key \(Expectation(table.key)), each value \(Expectation(table.value))"
    default: description = "text"
    }
  }

  private static func names(_ type: any CaseIterable.Type) -> [String] {
    func names<Choices: CaseIterable>(_: Choices.Type) -> [String] {
      Choices.allCases.map { ($0 as? any RawRepresentable)?.rawValue as? String ?? "\($0)" }
    }
    return names(type)
  }
}

/// Tells what lists contain.
private protocol ListValue { static var element: Any.Type { get } }

extension Array: ListValue { fileprivate static var element: Any.Type { Element.self } }

/// Tells what dictionaries contain.
private protocol TableValue {
  static var key: Any.Type { get }
  static var value: Any.Type { get }
}

extension Dictionary: TableValue {
  fileprivate static var key: Any.Type { Key.self }
  fileprivate static var value: Any.Type { Value.self }
}
