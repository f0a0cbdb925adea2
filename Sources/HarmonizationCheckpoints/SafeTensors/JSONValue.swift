/// What a safetensors header is made of. Objects keep their order.
enum JSONValue: Equatable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  /// A fraction, a boolean or null, none of which a header needs.
  case other

  struct Member: Equatable {
    var key: String
    var value: JSONValue
  }
}
