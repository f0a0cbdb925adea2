import HarmonizationImaging

/// Gives the frames of a video, one after the other.
public protocol FrameSource: Sendable {
  /// The next frame; nil at the end.
  ///
  /// - Throws: why there is no next frame although this is not the end.
  func next() throws -> FramePixels?
  /// Ends it before its end; called once in any case.
  func stop()
}

/// Gives the masks of a video's frames, one after the other.
public protocol MaskSource: Sendable {
  /// The next frame's mask; nil for a frame without one, which stays as it is.
  ///
  /// - Throws: why it cannot be read.
  func next() throws -> Mask?
  /// Ends it before its end; called once in any case.
  func stop()
}

/// Takes the frames of a video, one after the other.
public protocol FrameSink: Sendable {
  /// Takes the next frame.
  ///
  /// - Parameters:
  ///   - frame: its pixels.
  ///   - time: when it is shown, in seconds.
  /// - Throws: why it cannot be written.
  func write(_ frame: FramePixels, time: Double) throws
  /// Called once, behind the last frame.
  ///
  /// - Throws: why the video is not complete.
  func finish() throws
}

/// One mask for all frames.
public struct StillMask: MaskSource {
  private let mask: Mask

  /// Takes the mask.
  public init(_ mask: Mask) { self.mask = mask }

  /// The mask.
  public func next() -> Mask? { mask }

  /// Does nothing.
  public func stop() {}
}
