/// The Python names that a checkpoint may mention, and what they stand for here. Nothing is ever imported or called.
enum PickleGlobal {
  case orderedDictionary
  case rebuildTensor
  case rebuildTensorV2
  case rebuildTensorV3
  case rebuildParameter
  case storage(CheckpointTensor.DataType)
  case untypedStorage
  case dataType(CheckpointTensor.DataType)
  /// `_rebuild_from_type_v2`, which calls one of the functions above for a subclass of tensors.
  case rebuildFromType
  /// Any other class or function (hyper-parameters, optimizers and the like); its objects are skipped.
  case opaque(String)

  /// - Throws: `executesCode` for names that only an attack needs, `unsupportedDataType` for storages of other types.
  init(module: String, name: String) throws(CheckpointError) {
    let path = "\(module).\(name)"
    if let known = Self.known[path] {
      self = known
    } else if ["torch", "torch.cuda"].contains(module), name.hasSuffix("Storage") {
      self = .storage(try Self.storageType(name))
    } else if module == "torch", let dataType = CheckpointTensor.DataType(rawValue: name) {
      self = .dataType(dataType)
    } else if module == "torch", Self.otherTypes.contains(where: name.hasPrefix) {
      throw CheckpointError(.unsupportedDataType(path))
    } else if Self.isHostile(module: module, path) {
      throw CheckpointError(.executesCode(global: path))
    } else {
      self = .opaque(path)
    }
  }

  private static func storageType(_ name: String) throws(CheckpointError) -> CheckpointTensor.DataType {
    guard let type = storageTypes[String(name.dropLast("Storage".count))] else {
      throw CheckpointError(.unsupportedDataType("torch.\(name)"))
    }
    return type
  }

  private static let known: [String: PickleGlobal] = [
    "collections.OrderedDict": .orderedDictionary,
    "collections.defaultdict": .orderedDictionary,
    "torch._utils._rebuild_tensor": .rebuildTensor,
    "torch._utils._rebuild_tensor_v2": .rebuildTensorV2,
    "torch._utils._rebuild_tensor_v3": .rebuildTensorV3,
    "torch._utils._rebuild_parameter": .rebuildParameter,
    "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
    "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
    "torch.storage.UntypedStorage": .untypedStorage,
    "torch.UntypedStorage": .untypedStorage,
  ]

  private static let storageTypes: [String: CheckpointTensor.DataType] = [
    "Double": .float64, "Float": .float32, "Half": .float16, "BFloat16": .bfloat16, "Long": .int64, "Int": .int32,
    "Short": .int16, "Char": .int8, "Byte": .uint8, "Bool": .bool,
  ]

  private static let otherTypes = [
    "complex", "quint", "qint", "float8", "float4", "uint16", "uint32", "uint64", "bits",
  ]

  /// Nothing is called in any case; but a file with such a name was made to do harm, and should not be trusted in Python.
  private static func isHostile(module: String, _ path: String) -> Bool {
    let root = module.prefix { $0 != "." }
    if root == "builtins" || root == "__builtin__" { return !plainTypes.contains(path) }
    return hostileModules.contains(String(root))
  }

  private static let hostileModules: Set<String> = [
    "os", "posix", "nt", "subprocess", "sys", "shutil", "socket", "runpy", "ctypes", "pty", "importlib", "webbrowser",
    "commands", "pdb", "bdb", "code", "timeit", "pip", "asyncio", "multiprocessing", "cProfile", "profile", "trace",
  ]

  private static let plainTypes = Set(
    ["builtins", "__builtin__"].flatMap { module in
      [
        "dict", "list", "set", "frozenset", "tuple", "int", "float", "bool", "str", "bytes", "bytearray", "complex",
        "object",
        "slice", "range", "type",
      ].map { "\(module).\($0)" }
    })
}
