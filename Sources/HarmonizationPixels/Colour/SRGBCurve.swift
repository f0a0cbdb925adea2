import Foundation

/// The transfer function of sRGB (IEC 61966-2-1); encoded values and linear light are both in 0...1.
public enum SRGBCurve {
  /// Linear light of an encoded value.
  public static func linear(_ encoded: Double) -> Double {
    encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
  }

  /// The encoded value of linear light.
  public static func encoded(_ linear: Double) -> Double {
    linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
  }
}
