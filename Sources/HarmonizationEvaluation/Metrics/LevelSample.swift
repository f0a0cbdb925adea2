/// A sample that stands for a level on the 0-255 scale, on which harmonization results are published.
public protocol LevelSample: Sendable {
  /// The sample on the 0-255 scale.
  var level: Double { get }
}

extension UInt8: LevelSample {
  /// The sample itself.
  @inlinable public var level: Double { Double(self) }
}

extension UInt16: LevelSample {
  /// The sample divided by 257, so that 65535 is 255.
  @inlinable public var level: Double { Double(self) / 257 }
}

extension Float: LevelSample {
  /// 255 times the sample, which is in 0...1.
  @inlinable public var level: Double { Double(self) * 255 }
}
