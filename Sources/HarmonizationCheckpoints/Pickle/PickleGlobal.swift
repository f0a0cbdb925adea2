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
  /// A class of plain data beside the weights (hyper-parameters and the like); its objects are skipped.
  case inert

  /// - Throws: `executesCode` for every name that is not listed, `unsupportedDataType` for storages of other types.
  init(module: String, name: String) throws(CheckpointError) {
    let path = "\(module).\(name)"
    if let known = Self.known[path] {
      self = known
    } else if Self.inertNames.contains(path) {
      self = .inert
    } else if ["torch", "torch.cuda"].contains(module), name.hasSuffix("Storage") {
      self = .storage(try Self.storageType(name))
    } else if module == "torch", let dataType = CheckpointTensor.DataType(rawValue: name) {
      self = .dataType(dataType)
    } else if module == "torch", Self.otherTypes.contains(where: name.hasPrefix) {
      throw CheckpointError(.unsupportedDataType(path))
    } else {
      throw CheckpointError(.executesCode(global: path))
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

  private static let inertNames: Set<String> = [
    "argparse.Namespace", "builtins.dict", "builtins.list", "builtins.set", "builtins.int", "builtins.float",
    "builtins.bytearray", "builtins.complex", "__builtin__.dict", "__builtin__.list", "__builtin__.set",
    "__builtin__.int", "__builtin__.float", "_codecs.encode", "collections.Counter", "copyreg._reconstructor",
    "copy_reg._reconstructor", "builtins.object", "__builtin__.object", "numpy.dtype",
    "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray._reconstruct", "numpy.ndarray", "pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath",
    "datetime.datetime", "datetime.timedelta", "torch.Size", "torch.device", "easydict.EasyDict",
    "pytorch_lightning.utilities.parsing.AttributeDict", "lightning.pytorch.utilities.parsing.AttributeDict",
    "lightning_fabric.utilities.data.AttributeDict", "lightning.fabric.utilities.data.AttributeDict",
  ]
}
