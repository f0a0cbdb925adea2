/// What computes one network at one input shape: images and masks in, the network's results out.
///
/// OpenVINO and libtorch are engines; another runtime needs no more than this. An engine may be called by any number of tasks at
/// the same time.
public protocol InferenceEngine: Sendable {
  /// The inputs that a run takes.
  var shape: InputShape { get }

  /// Computes the network.
  ///
  /// - Parameters:
  ///   - image: normalized, [batch, 3, height, width] in C order.
  ///   - mask: 1 in the foreground, [batch, 1, height, width].
  /// - Returns: the graph's outputs by name, [batch, channels, height, width] each; `images` is normalized as `image` is.
  /// - Throws: the engine's own errors.
  func run(image: [Float], mask: [Float]) async throws -> [String: [Float]]
}

/// How many pictures of which size an engine computes at a time.
public struct InputShape: Hashable, Sendable {
  /// Pictures.
  public let batch: Int
  /// Rows of each.
  public let height: Int
  /// Columns of each.
  public let width: Int

  /// `batch` pictures of `height` x `width` pixels.
  public init(batch: Int = 1, height: Int, width: Int) {
    self.batch = batch
    self.height = height
    self.width = width
  }

  /// Pixels of one picture.
  public var area: Int { height * width }
  /// Extents of the input `image`.
  public var image: [Int] { [batch, 3, height, width] }
  /// Extents of the input `mask`.
  public var mask: [Int] { [batch, 1, height, width] }
}
