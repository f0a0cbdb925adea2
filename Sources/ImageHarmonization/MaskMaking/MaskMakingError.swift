import HarmonizationPixels

/// Why no mask can be made.
public enum MaskMakingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Neither a box nor strokes say where the object is.
  case nothingMarked
  /// The box is not inside the photo, or is empty.
  case boxOutside(box: PixelRect, photo: String, width: Int, height: Int)
  /// The box leaves no background to learn from.
  case boxCoversPhoto(photo: String)
  /// The box has too few pixels.
  case boxTooSmall(box: PixelRect, least: Int)
  /// The photo has too few pixels.
  case photoTooSmall(photo: String, width: Int, height: Int, least: Int)
  /// The strokes were painted on a picture of another shape.
  case strokesSize(strokes: String, width: Int, height: Int, photo: String, photoWidth: Int, photoHeight: Int)
  /// Without a box, strokes must mark both the object and the background.
  case strokesMissing(strokes: String, object: Bool)
  /// No pixel, or every pixel, was found to be object.
  case notFound(photo: String)
  /// The caller stopped the work.
  case cancelled(photo: String)

  /// One line: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .nothingMarked: "nothing says where the object is; give a box around it, or strokes on it"
    case .boxOutside(let box, let photo, let width, let height):
      "the box \(box) is not inside \(photo), which is \(width)x\(height)"
    case .boxCoversPhoto(let photo):
      "the box covers all of \(photo): there is no background to learn from; draw it closer to the object, or mark the "
        + "background with strokes"
    case .boxTooSmall(let box, let least): "the box \(box) is too small; its sides must be at least \(least) pixels"
    case .photoTooSmall(let photo, let width, let height, let least):
      "\(photo) is \(width)x\(height), too small to find an object in; its sides must be at least \(least) pixels"
    case .strokesSize(let strokes, let width, let height, let photo, let photoWidth, let photoHeight):
      "\(strokes) is \(width)x\(height), and \(photo) is \(photoWidth)x\(photoHeight); paint the strokes on a picture of "
        + "the photo's shape"
    case .strokesMissing(let strokes, let object):
      object
        ? "\(strokes): nothing marks the object; paint a white or green stroke on it"
        : "\(strokes): nothing marks the background; paint a black or red stroke on it, or give a box around the object"
    case .notFound(let photo):
      "\(photo): no object stands out there; mark object and background with strokes"
    case .cancelled(let photo): "\(photo): cancelled; nothing was written"
    }
  }
}
