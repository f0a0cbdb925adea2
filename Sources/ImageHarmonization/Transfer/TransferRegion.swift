/// A rectangle of the native picture: a whole picture, a band of rows or a tile.
public struct TransferRegion: Sendable, Equatable {
  /// First column.
  public let x: Int
  /// First row.
  public let y: Int
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Columns of the whole picture.
  public let imageWidth: Int
  /// Rows of the whole picture.
  public let imageHeight: Int

  /// The rectangle at (`x`, `y`) of a picture of `imageWidth` x `imageHeight` pixels.
  public init(x: Int, y: Int, width: Int, height: Int, imageWidth: Int, imageHeight: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.imageWidth = imageWidth
    self.imageHeight = imageHeight
  }

  /// Full rows of a picture.
  public init(rows: Range<Int>, imageWidth: Int, imageHeight: Int) {
    self.init(
      x: 0, y: rows.lowerBound, width: imageWidth, height: rows.count, imageWidth: imageWidth, imageHeight: imageHeight)
  }

  /// Sides that keep every index computed from them, times the channels of a pixel, far from overflow.
  private static let largestSide = 1 << 28

  /// The number of pixels; throws where the rectangle is empty or reaches outside the picture.
  func area() throws(TransferError) -> Int {
    let inside =
      x >= 0 && y >= 0 && width > 0 && height > 0 && imageWidth <= Self.largestSide && imageHeight <= Self.largestSide
      && width <= imageWidth && height <= imageHeight && x <= imageWidth - width && y <= imageHeight - height
    guard inside else { throw .regionOutside(self) }
    return width * height
  }
}
