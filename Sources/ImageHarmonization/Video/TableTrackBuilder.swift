import HarmonizationImaging
import HarmonizationPixels

/// Looks through the frames of a video and lets a method work out its tables at the key frames.
public struct TableTrackBuilder: Sendable {
  /// A frame, as small as it may be for the method.
  public struct Frame: Sendable {
    /// Its time in seconds.
    public var time: Double
    /// The picture.
    public var photo: Photo
    /// Its foreground; nil if it has none.
    public var mask: Mask?
    /// What messages call it.
    public var name: String

    /// Takes a frame.
    public init(time: Double, photo: Photo, mask: Mask?, name: String) {
      (self.time, self.photo, self.mask, self.name) = (time, photo, mask, name)
    }
  }

  private let method: any HarmonizationMethod
  private let adjustment: ChangeAdjustment
  private var finder: KeyFrameFinder
  private var keys: [TableTrack.Key] = []
  /// The number of the shot of each frame that was looked at.
  public private(set) var shots: [Int] = []
  /// What the user should know, each once.
  public private(set) var notices: [String] = []

  /// How many key frames there are so far.
  public var keyCount: Int { keys.count }

  /// - Parameters:
  ///   - method: what works out the changes.
  ///   - policy: at which frames.
  ///   - adjustment: how much of the changes is applied, and which part.
  public init(
    _ method: any HarmonizationMethod, policy: KeyFramePolicy = KeyFramePolicy(),
    adjustment: ChangeAdjustment = ChangeAdjustment()
  ) {
    self.method = method
    self.adjustment = adjustment
    finder = KeyFrameFinder(policy)
  }

  /// Looks at the next frame; a key frame's change is worked out before this returns.
  ///
  /// - Throws: `ImagingError` for a photo that cannot be read; what the method throws.
  public mutating func add(_ frame: Frame) async throws {
    let size = KeyFrameFinder.size
    let picture = try frame.photo.raster(width: size.width, height: size.height).samples
    let small = try frame.mask.flatMap { mask throws -> [UInt8]? in
      mask.hasForeground && mask.hasBackground
        ? try mask.raster.resized(width: size.width, height: size.height).samples : nil
    }
    let decision = finder.look(at: picture, mask: small, time: frame.time)
    shots.append(decision.shot)
    guard decision.isKey, let mask = frame.mask, let small else { return }
    guard let (table, weight) = try await Self.table(method, of: frame, mask: mask, notices: &notices) else { return }
    finder.took(mask: small, time: frame.time)
    keys.append(
      TableTrack.Key(shot: decision.shot, time: frame.time, table: table.adjusted(adjustment), weight: weight))
  }

  /// The track of all frames that were added.
  ///
  /// - Parameter smoothing: width of the window in seconds, as for `TableTrack`.
  /// - Throws: ``TransferError``.
  public func track(smoothing: Double) throws -> TableTrack { try TableTrack(keys, smoothing: smoothing) }

  /// A share of the network's input from which on a foreground counts fully.
  private static let fullWeight = 0.01

  /// What a method makes of a single frame, as a table, and how far it can be trusted.
  ///
  /// - Returns: nil for a foreground that is too small to be seen.
  /// - Throws: `ImagingError`; ``TransferError``; what the method throws.
  static func table(
    _ method: any HarmonizationMethod, of frame: Frame, mask: Mask, notices: inout [String]
  ) async throws -> (table: ColourTable, weight: Double)? {
    let input: NetworkInput
    do {
      input = try NetworkInput(of: frame.photo, mask: mask, view: method.view, maskName: frame.name)
    } catch HarmonizationError.tinyForeground { return nil }
    let seen = input.foreground.samples.reduce(0, +) / Float(input.foreground.samples.count)
    let transfer = try await method.transfer(for: input)
    let table = try await table(of: transfer, method, input)
    if let decibels = table.fidelity, notices.isEmpty {
      notices.append("\(frame.name): \(Notice.tableFit(decibels: decibels))")
    }
    return (table, min(max(Double(seen) / fullWeight, 0.05), 1))
  }

  /// Any method's change as a table: its own, or one that is fitted.
  private static func table(
    of transfer: any FittedTransfer, _ method: any HarmonizationMethod, _ input: NetworkInput
  ) async throws -> ColourTable {
    if let table = transfer as? ColourTable { return table }
    let picture = try input.composite.changed(
      by: transfer.operation(in: input.composite.bounds), mask: input.foreground)
    return try ColourTable(fitting: input.composite, output: picture, mask: input.foreground)
  }
}
