import HarmonizationImaging
import HarmonizationPixels

/// Makes the mask of an object from a box around it, from strokes on it and beside it, or from both.
///
///     let made = try MaskMaker().mask(of: photo, box: PixelRect(x: 120, y: 80, width: 400, height: 300))
///     try Encoder().write(made.mask.raster, to: "photo_mask.png")
///
/// Colours and edges decide at up to half a megapixel (GrabCut); then the photo itself gives the edge at native size (guided filter),
/// so that it is as soft as the photo's. The same input gives the same mask.
public struct MaskMaker: Sendable {
  /// Pixels that are divided into object and background at most, and those of the small picture that it is learned from.
  private static let (cutPixels, learningPixels) = (500_000, 80_000)
  private static let (rounds, lastRounds) = (5, 2)
  /// Photos and boxes with shorter sides are refused.
  private static let leastSide = 16

  /// A maker; it has no settings.
  public init() {}

  /// Finds an object.
  ///
  /// - Parameters:
  ///   - photo: The picture.
  ///   - box: A rectangle of the photo with all of the object in it; everything else is background.
  ///   - strokes: Marks on object and background; of the photo's shape, at any size. They count for more than the box.
  ///   - isCancelled: Asked now and then; true ends the work.
  /// - Returns: The mask at the photo's size.
  /// - Throws: ``MaskMakingError``; `ImagingError`.
  public func mask(
    of photo: Photo, box: PixelRect? = nil, strokes: MaskStrokes? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> MaskReading {
    try check(photo, box: box, strokes: strokes)
    let part = part(of: photo, box, strokes)
    let (width, height) = part.size(within: Self.cutPixels)
    let picture = try photo.raster(of: part, width: width, height: height)
    let objects = try objects(picture, photo: photo, part: part, isCancelled) { width, height in
      hints(in: part, of: photo, box: box, strokes: strokes, width: width, height: height)
    }
    guard objects.contains(true), objects.contains(false) else { throw MaskMakingError.notFound(photo: photo.name) }
    let coarse = Raster<Float>(width: width, height: height, objects: objects)
    let mask = try MaskRefinement(part: part).mask(of: photo, from: coarse, isCancelled: isCancelled)
    return MaskReading(mask, name: photo.name)
  }

  private func check(_ photo: Photo, box: PixelRect?, strokes: MaskStrokes?) throws(MaskMakingError) {
    guard box != nil || strokes != nil else { throw .nothingMarked }
    guard min(photo.width, photo.height) >= Self.leastSide else {
      throw .photoTooSmall(photo: photo.name, width: photo.width, height: photo.height, least: Self.leastSide)
    }
    if let strokes {
      let size = PixelRect(x: 0, y: 0, width: strokes.width, height: strokes.height)
      guard size.stretch(to: photo.bounds) <= PixelRect.allowedStretch else {
        throw .strokesSize(
          strokes: strokes.name, width: strokes.width, height: strokes.height, photo: photo.name,
          photoWidth: photo.width, photoHeight: photo.height)
      }
      guard strokes.marksObject || box != nil else { throw .strokesMissing(strokes: strokes.name, object: true) }
      guard strokes.marksBackground || box != nil else { throw .strokesMissing(strokes: strokes.name, object: false) }
    }
    guard let box else { return }
    guard box.isInside(photo.bounds) else {
      throw .boxOutside(box: box, photo: photo.name, width: photo.width, height: photo.height)
    }
    guard min(box.width, box.height) >= Self.leastSide / 2 else {
      throw .boxTooSmall(box: box, least: Self.leastSide / 2)
    }
    guard box != photo.bounds || strokes?.marksBackground == true else { throw .boxCoversPhoto(photo: photo.name) }
  }

  /// What is looked at: three times the box, because background that is far away has other colours; without a box, everything.
  private func part(of photo: Photo, _ box: PixelRect?, _ strokes: MaskStrokes?) -> PixelRect {
    guard let box else { return photo.bounds }
    let around = PixelRect(
      x: box.x - box.width, y: box.y - box.height, width: 3 * box.width, height: 3 * box.height)
    return around.union(strokes?.extent(over: photo.bounds) ?? box).intersection(photo.bounds)
  }

  private func hints(
    in part: PixelRect, of photo: Photo, box: PixelRect?, strokes: MaskStrokes?, width: Int, height: Int
  ) -> [GrabCut.Hint] {
    var hints =
      strokes?.hints(in: part, of: photo.bounds, width: width, height: height)
      ?? [GrabCut.Hint](repeating: .unknown, count: width * height)
    guard let box else { return hints }
    for index in hints.indices where hints[index] == .unknown {
      let x = part.x + (2 * (index % width) + 1) * part.width / (2 * width)
      let y = part.y + (2 * (index / width) + 1) * part.height / (2 * height)
      let isInside = (box.x..<box.x + box.width).contains(x) && (box.y..<box.y + box.height).contains(y)
      if !isInside { hints[index] = .background }
    }
    return hints
  }

  /// Learns the colours from a smaller picture, where each round is quick, and divides the larger one with them.
  private func objects(
    _ picture: Raster<UInt8>, photo: Photo, part: PixelRect, _ isCancelled: () -> Bool,
    hints: (Int, Int) -> [GrabCut.Hint]
  ) throws -> [Bool] {
    let (width, height) = picture.bounds.size(within: Self.learningPixels)
    let small = try picture.resized(width: width, height: height)
    let isSmall = width == picture.width && height == picture.height
    guard let learning = GrabCut(small, hints: hints(width, height)),
      let cut = isSmall ? learning : GrabCut(picture, hints: hints(picture.width, picture.height))
    else { throw MaskMakingError.notFound(photo: photo.name) }
    guard let learned = learning.objects(from: learning.start, rounds: Self.rounds, isCancelled: isCancelled) else {
      throw MaskMakingError.cancelled(photo: photo.name)
    }
    if isSmall { return learned }
    let coarse = Raster<Float>(width: width, height: height, objects: learned)
    let start = try coarse.resized(width: picture.width, height: picture.height).samples.map { $0 > 0.5 }
    guard let objects = cut.objects(from: start, rounds: Self.lastRounds, isCancelled: isCancelled) else {
      throw MaskMakingError.cancelled(photo: photo.name)
    }
    return objects
  }
}
