import HarmonizationCheckpoints

/// 128 bits that change when a network or its weights change: the key of the compiled-model cache.
///
/// Fast rather than cryptographic; it tells files apart that people made, not files made to collide.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  private var low: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var high: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  /// Of a network's name and every tensor's name, shape, type and bytes.
  public init(of state: StateDictionary, named name: String) {
    mix(name)
    for (name, tensor) in state {
      mix("\(name)\(tensor.shape)\(tensor.dataType.rawValue)")
      tensor.withUnsafeBytes { mix($0) }
    }
  }

  /// 32 hexadecimal digits.
  public var description: String {
    [low, high].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  private mutating func mix(_ text: String) {
    var text = text
    text.withUTF8 { mix(UnsafeRawBufferPointer($0)) }
  }

  /// Two independent multiply-and-fold chains, eight bytes at a time.
  private mutating func mix(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index + 8 <= bytes.count {
      fold(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var tail = UInt64(bytes.count)
    while index < bytes.count {
      tail = tail << 8 | UInt64(bytes[index])
      index += 1
    }
    fold(tail)
  }

  @inline(__always)
  private mutating func fold(_ word: UInt64) {
    let a = (low ^ word).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
    low = a.high ^ a.low
    let b = (high ^ word &+ 0x27D4_EB2F_1656_67C5).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    high = b.high ^ b.low
  }
}
