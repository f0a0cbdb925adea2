import HarmonizationImaging
import Synchronization

/// The pictures of a folder as masks, in the order of their numbers: the first is that of the first frame.
public final class MaskFolder: MaskSource {
  private let files: [String]
  private let size: (width: Int, height: Int)
  private let scale: Double
  private let resizes: Bool
  private let channel: Mask.Channel
  private let preparation: MaskPreparation
  private let position = Mutex(0)
  private let failed: @Sendable (String) -> Void

  /// - Parameters:
  ///   - files: the masks, one for each frame; frames behind the last one have none.
  ///   - video: the video's width and height.
  ///   - size: width and height of the masks that are wanted.
  ///   - resizes: whether masks of another size than the video's are resized.
  ///   - channel: what in the files is the mask.
  ///   - preparation: what is done to them.
  ///   - failed: told of each mask that cannot be read; its frame stays as it is.
  public init(
    _ files: [String], video: (width: Int, height: Int), size: (width: Int, height: Int), resizes: Bool = false,
    channel: Mask.Channel = .automatic, preparation: MaskPreparation = MaskPreparation(),
    failed: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.files, self.size, self.resizes, self.channel) = (files, size, resizes, channel)
    (self.preparation, self.failed) = (preparation, failed)
    scale = Double(size.width) / Double(max(video.width, 1))
    self.video = video
  }

  private let video: (width: Int, height: Int)

  /// Reads the next mask.
  public func next() -> Mask? {
    let index = position.withLock { position in
      position += 1
      return position - 1
    }
    guard index < files.count else { return nil }
    do { return try read(files[index]) } catch {
      failed("\(error)")
      return nil
    }
  }

  private func read(_ file: String) throws -> Mask? {
    let mask = try MaskReading(.file(file), channel: channel).mask
    guard resizes || (mask.width, mask.height) == (video.width, video.height) else {
      throw VideoError.sizeMismatch(
        video: "the video", width: video.width, height: video.height, mask: file, maskWidth: mask.width,
        maskHeight: mask.height)
    }
    let fitted =
      (mask.width, mask.height) == (size.width, size.height)
      ? mask : try mask.resized(width: size.width, height: size.height)
    return try preparation.applied(to: fitted, scale: scale)
  }

  /// Does nothing.
  public func stop() {}
}
