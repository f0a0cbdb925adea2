/// What can be wrong with a request about pixels in memory.
public enum PixelError: Error, Equatable, Sendable {
  /// Nothing can be resized to such a size.
  case invalidSize(width: Int, height: Int)
  /// A part reaches outside its picture, or is empty.
  case outside(part: PixelRect, picture: PixelRect)
  /// A raster has another size or number of channels than the other one that it belongs to.
  case mismatch(what: String, found: String, expected: String)
  /// The share of a change is outside 0...1.
  case invalidStrength(Double)
}

extension PixelError: CustomStringConvertible {
  /// One line: what is wrong, and what is needed.
  public var description: String {
    switch self {
    case .invalidSize(let width, let height): "invalid size \(width)x\(height); sides are 1 to 1048576"
    case .outside(let part, let picture):
      "the part \(part) is not inside the \(picture.width)x\(picture.height) picture"
    case .mismatch(let what, let found, let expected): "\(what) is \(found), but \(expected) is needed"
    case .invalidStrength(let strength): "the strength is \(strength); allowed: 0...1"
    }
  }
}
