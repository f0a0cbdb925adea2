import Foundation

extension ICCProfile {
  /// Primaries that files specify without a profile: linear red, green and blue in XYZ under D50, Bradford-adapted.
  enum Primaries: String, Sendable {
    case sRGB = "sRGB"
    case adobeRGB = "Adobe RGB (1998)"
    case displayP3 = "Display P3"
    case bt2020 = "BT.2020"

    fileprivate var columns: [[Double]] {
      switch self {
      case .sRGB:
        [[0.4360747, 0.2225045, 0.0139322], [0.3850649, 0.7168786, 0.0971045], [0.1430804, 0.0606169, 0.7141733]]
      case .adobeRGB:
        [[0.6097559, 0.3111242, 0.0194811], [0.2052401, 0.6256560, 0.0608902], [0.1492240, 0.0632197, 0.7448387]]
      case .displayP3:
        [[0.5151187, 0.2411892, -0.0010505], [0.2919778, 0.6922441, 0.0418791], [0.1571035, 0.0665668, 0.7840713]]
      case .bt2020:
        [[0.6734241, 0.2790411, -0.0019375], [0.1656411, 0.6753402, 0.0299835], [0.1251286, 0.0456377, 0.7968385]]
      }
    }
  }

  /// A tone curve.
  enum Curve: Equatable, Sendable {
    /// Linear light is the value to this power.
    case gamma(Double)
    /// sRGB's.
    case sRGB
  }

  /// The profile with D50 as its connection space's white, as the format demands: PNG files drop profiles that say anything else,
  /// be it by the last bit. Nothing computes with the field.
  static func withStandardIlluminant(_ profile: [UInt8]) -> [UInt8] {
    guard profile.count >= 128 else { return profile }
    return Array(profile[..<68]) + word(0xF6D6) + word(0x10000) + word(0xD32D) + Array(profile[80...])
  }

  /// The bytes of an ICC profile (version 4) for colours that a file specifies by other means, so that the result keeps them.
  static func made(_ primaries: Primaries, _ curve: Curve, isGrey: Bool) -> [UInt8] {
    let name = curve == .sRGB || primaries == .adobeRGB ? primaries.rawValue : "\(primaries.rawValue), \(text(curve))"
    var tags: [(String, [UInt8])] = [
      ("desc", localized(name)), ("cprt", localized("No copyright, use freely")), ("wtpt", xyz([0.9642, 1, 0.8249])),
    ]
    if isGrey {
      tags.append(("kTRC", bytes(of: curve)))
    } else {
      for (letter, column) in zip(["r", "g", "b"], primaries.columns) {
        tags.append((letter + "XYZ", xyz(column)))
        tags.append((letter + "TRC", bytes(of: curve)))
      }
    }
    return file(space: isGrey ? "GRAY" : "RGB ", tags)
  }

  private static func text(_ curve: Curve) -> String {
    guard case .gamma(let value) = curve else { return "sRGB's curve" }
    return value == 1 ? "linear" : "gamma \((value * 100).rounded() / 100)"
  }

  private static func file(space: String, _ tags: [(String, [UInt8])]) -> [UInt8] {
    var table = word(tags.count)
    var body: [UInt8] = []
    let start = 128 + 4 + 12 * tags.count
    for (name, data) in tags {
      table += Array(name.utf8) + word(start + body.count) + word(data.count)
      body += data + [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
    }
    var head = word(start + body.count) + word(0) + word(0x0420_0000) + Array("mntr\(space)XYZ ".utf8)
    head += [0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] + Array("acsp".utf8)
    head += [UInt8](repeating: 0, count: 28) + word(0xF6D6) + word(0x10000) + word(0xD32D)
    return head + [UInt8](repeating: 0, count: 128 - head.count) + table + body
  }

  private static func bytes(of curve: Curve) -> [UInt8] {
    let type = Array("para".utf8) + word(0)
    switch curve {
    case .gamma(let value): return type + word(0) + fixed(value)
    case .sRGB: return type + word(3 << 16) + [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(fixed)
    }
  }

  private static func localized(_ text: String) -> [UInt8] {
    let characters = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    return Array("mluc".utf8) + word(0) + word(1) + word(12) + Array("enUS".utf8) + word(characters.count) + word(28)
      + characters
  }

  private static func xyz(_ values: [Double]) -> [UInt8] { Array("XYZ ".utf8) + word(0) + values.flatMap(fixed) }

  private static func fixed(_ value: Double) -> [UInt8] { word(Int((value * 65536).rounded())) }

  private static func word(_ value: Int) -> [UInt8] {
    let bits = UInt32(bitPattern: Int32(truncatingIfNeeded: value))
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
  }
}
