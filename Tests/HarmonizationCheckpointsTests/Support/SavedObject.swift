/// An object as a training program saves it, and its pickle.
indirect enum SavedObject: ExpressibleByDictionaryLiteral {
  /// A tensor of one element.
  case tensor(Float)
  case integer(Int)
  case dictionary([(String, SavedObject)])
  /// `module.name(arguments)`.
  case object(String, String, [SavedObject])
  /// The same with attributes set afterwards.
  case built(String, String, [(String, SavedObject)])

  init(dictionaryLiteral elements: (String, SavedObject)...) { self = .dictionary(elements) }

  /// The file that `torch.save` writes.
  var file: [UInt8] {
    var pickle = PickleAssembler()
    var values: [Float] = []
    append(to: &pickle, &values)
    let storages = Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\($0)", floatBytes([$1])) })
    return ZipAssembler.checkpoint(pickle.finished(), storages: storages)
  }

  private func append(to pickle: inout PickleAssembler, _ values: inout [Float]) {
    switch self {
    case .tensor(let value):
      pickle.tensor(key: "\(values.count)", count: 1, shape: [1], strides: [1])
      values.append(value)
    case .integer(let value): pickle.integer(value)
    case .dictionary(let entries):
      pickle.raw("}")
      for (name, value) in entries {
        pickle.text(name)
        value.append(to: &pickle, &values)
        pickle.raw("s")
      }
    case .object(let module, let name, let arguments):
      pickle.global(module, name)
      pickle.raw("(")
      for argument in arguments { argument.append(to: &pickle, &values) }
      pickle.raw("t")
      pickle.raw("R")
    case .built(let module, let name, let attributes):
      SavedObject.object(module, name, []).append(to: &pickle, &values)
      SavedObject.dictionary(attributes).append(to: &pickle, &values)
      pickle.raw("b")
    }
  }
}
