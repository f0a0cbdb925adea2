/// A rectangle of a photo's pixels, as shown.
public struct PhotoPart: Sendable, Equatable {
  /// First column.
  public let x: Int
  /// First row.
  public let y: Int
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int

  /// The rectangle at (`x`, `y`).
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// Whether it is not empty and lies inside a picture of that size.
  public func lies(inside size: (width: Int, height: Int)) -> Bool {
    x >= 0 && y >= 0 && width > 0 && height > 0 && width <= size.width && height <= size.height
      && x <= size.width - width && y <= size.height - height
  }

  /// The rectangle of the stored picture that an orientation tag shows here; `size` is the picture's as shown.
  func stored(orientation tag: Int, shown size: (width: Int, height: Int)) -> PhotoPart {
    let (right, below) = (size.width - x - width, size.height - y - height)
    return switch tag {
    case 2: PhotoPart(x: right, y: y, width: width, height: height)
    case 3: PhotoPart(x: right, y: below, width: width, height: height)
    case 4: PhotoPart(x: x, y: below, width: width, height: height)
    case 5: PhotoPart(x: y, y: x, width: height, height: width)
    case 6: PhotoPart(x: y, y: right, width: height, height: width)
    case 7: PhotoPart(x: below, y: right, width: height, height: width)
    case 8: PhotoPart(x: below, y: x, width: height, height: width)
    default: self
    }
  }
}
