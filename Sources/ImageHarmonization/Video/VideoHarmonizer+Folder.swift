import HarmonizationImaging
import HarmonizationPixels
import Synchronization

extension VideoHarmonizer {
  /// How the pictures of a folder change, by their names.
  public struct FolderTrack: Sendable {
    let tables: TableTrack
    let places: [String: (shot: Int, time: Double)]
    /// What the user should know.
    public let notices: [String]
    /// How many shots there are.
    public var shotCount: Int { Set(places.values.map(\.shot)).count }

    /// The change of a frame; nil if it stays as it is.
    public func table(of frame: PhotoPair) -> ColourTable? {
      places[frame.name].flatMap { tables.table(shot: $0.shot, at: $0.time) }
    }
  }

  /// The first pass for frames that are files. Frames that cannot be read are left out; the second pass says why.
  ///
  /// - Parameters:
  ///   - frames: the frames in order.
  ///   - frameRate: frames per second, above 0.
  ///   - readMask: reads a frame's mask, which may be empty.
  ///   - isInterrupted: asked before each frame; true ends the pass.
  ///   - progress: called after each frame.
  /// - Throws: what the method throws; `CancellationError`.
  public func look(
    at frames: [PhotoPair], frameRate: Double,
    readMask: @escaping @Sendable (PhotoPair, Photo) throws -> MaskReading,
    isInterrupted: @Sendable () -> Bool = { false }, progress: @Sendable () -> Void = {}
  ) async throws -> FolderTrack {
    var builder = TableTrackBuilder(method, policy: policy, adjustment: adjustment)
    var places: [String: (shot: Int, time: Double)] = [:]
    for (index, pair) in frames.enumerated() {
      try Task.checkCancellation()
      if isInterrupted() { throw CancellationError() }
      defer { progress() }
      let read = try? await Blocking.run {
        let photo = try Photo(.file(pair.photo))
        return (photo, try readMask(pair, photo).mask)
      }
      guard let (photo, mask) = read else { continue }
      let time = Double(index) / max(frameRate, 1e-3)
      let frame = TableTrackBuilder.Frame(time: time, photo: photo, mask: mask, name: pair.mask)
      do { try await builder.add(frame) } catch is ImagingError { continue } catch HarmonizationError.sizeMismatch {
        continue
      }
      places[pair.name] = (builder.shots.last ?? 0, time)
    }
    return FolderTrack(tables: try builder.track(smoothing: smoothing), places: places, notices: builder.notices)
  }

  /// What a ``BatchRunner`` does with the frames in the second pass.
  ///
  /// - Parameter track: the first pass's result; nil for each frame by itself.
  public func renderer(
    _ track: FolderTrack?
  ) -> @Sendable (PhotoPair, Photo, MaskReading) async throws -> Rendering {
    let (method, adjustment) = (method, adjustment)
    return { pair, photo, reading in
      let mask = reading.mask
      if let track {
        let table = track.table(of: pair)
        return try Rendering(photo, mask: mask, transform: table ?? ColourTable.identity)
      }
      try mask.check(fits: photo, name: pair.mask)
      guard mask.hasForeground, mask.hasBackground else {
        return try Rendering(photo, mask: mask, transform: ColourTable.identity)
      }
      let frame = TableTrackBuilder.Frame(time: 0, photo: photo, mask: mask, name: pair.mask)
      var notices: [String] = []
      let found = try await TableTrackBuilder.table(method, of: frame, mask: mask, notices: &notices)
      return try Rendering(photo, mask: mask, transform: found?.table.adjusted(adjustment) ?? ColourTable.identity)
    }
  }
}
