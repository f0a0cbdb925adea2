import Foundation

extension ONNXAttributeProto {
  static func int(_ name: String, _ value: Int) -> ONNXAttributeProto {
    .with {
      $0.name = name
      $0.type = .int
      $0.i = Int64(value)
    }
  }

  static func ints(_ name: String, _ values: [Int]) -> ONNXAttributeProto {
    .with {
      $0.name = name
      $0.type = .ints
      $0.ints = values.map(Int64.init)
    }
  }

  static func float(_ name: String, _ value: Double) -> ONNXAttributeProto {
    .with {
      $0.name = name
      $0.type = .float
      $0.f = Float(value)
    }
  }

  static func string(_ name: String, _ value: String) -> ONNXAttributeProto {
    .with {
      $0.name = name
      $0.type = .string
      $0.s = Data(value.utf8)
    }
  }
}
