import Foundation
import HarmonizationImaging
import HarmonizationSupport

/// Harmonizes many photos: several are decoded, computed and encoded at a time; one that fails does not stop the others.
///
/// A result exists whole or not at all, so an interrupted batch continues where it stopped.
public struct BatchRunner: Sendable {
  /// What works out the changes; compile a network for throughput.
  public let harmonizer: Harmonizer
  /// How results are written.
  public var encoder: Encoder
  /// The folder that results go to, in the shape of the folders they came from; empty if the pairs' names are paths already.
  public let output: String
  /// Share of the change that is applied, 0...1.
  public var adjustment: ChangeAdjustment
  /// How photos are read; the photos themselves fill the cores, so by default one thread is enough for each.
  public var decoder = Decoder(threads: 1)
  /// Photos in work at the same time.
  public var parallelism: Int
  /// The format of all results; nil keeps each photo's own, and writes PNG for those that cannot be written (GIF).
  public var format: ImageFormat?
  /// Reads the mask of a pair, for its photo.
  public var readMask: @Sendable (PhotoPair, Photo) throws -> MaskReading
  /// Makes photo and mask of a pair where they are not simply its files, such as a cut-out on a background; nil for files.
  public var compose: (@Sendable (PhotoPair) throws -> (Photo, MaskReading))?

  /// Half as many again as there are cores: while one photo waits for its network, another is decoded.
  public static var suggestedParallelism: Int { ProcessInfo.processInfo.activeProcessorCount * 3 / 2 }

  /// Works out how a photo changes where the harmonizer is not simply asked, as for the frames of a video and the
  /// photos of a series; nil to ask it.
  public var render: (@Sendable (PhotoPair, Photo, MaskReading) async throws -> Rendering)?

  /// By default ``suggestedParallelism`` photos at a time.
  public init(
    _ harmonizer: Harmonizer, output: String, encoder: Encoder = Encoder(),
    adjustment: ChangeAdjustment = ChangeAdjustment(),
    parallelism: Int = BatchRunner.suggestedParallelism,
    readMask: @escaping @Sendable (PhotoPair, Photo) throws -> MaskReading = { pair, photo in
      try MaskReading(.file(pair.mask)).fitted(to: photo)
    }
  ) {
    self.harmonizer = harmonizer
    self.output = output
    self.encoder = encoder
    self.adjustment = adjustment
    self.parallelism = max(parallelism, 1)
    self.readMask = readMask
  }

  /// What became of one photo.
  public struct Outcome: Sendable {
    /// Its place among the pairs, from 0.
    public let index: Int
    /// The photo and its mask.
    public let pair: PhotoPair
    /// Where the result is or would be.
    public let output: String
    /// How it went.
    public let state: State
    /// What the user should know about the photo.
    public let notices: [String]
    /// Seconds from opening to the finished file.
    public let seconds: Double
  }

  /// How it went.
  public enum State: Sendable, Equatable {
    /// A result was written.
    case written
    /// A result existed already and was left alone.
    case skipped
    /// No result was written, for this reason.
    case failed(String)
  }

  /// Works through `pairs`, which are taken one by one as photos finish, so that there may be any number.
  ///
  /// Starts no new photos once `isInterrupted` says so or the task is cancelled; after an interruption those in
  /// work are finished, and a cancelled task's are stopped.
  ///
  /// - Parameters:
  ///   - pairs: photos and masks, or why an entry is none.
  ///   - isInterrupted: asked before each photo.
  ///   - progress: called after each photo, one at a time, in the order in which they finish.
  public func run(
    _ pairs: some Sequence<Result<PhotoPair, PhotoList.BadLine>>, isInterrupted: @Sendable () -> Bool = { false },
    progress: (Outcome) async throws -> Void
  ) async rethrows {
    let abandoned = AbandonedFiles()
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      var waiting = pairs.enumerated().makeIterator()
      func startNext() {
        guard !Task.isCancelled, !isInterrupted(), let (index, pair) = waiting.next() else { return }
        group.addTask { await outcome(of: pair, index, abandoned) }
      }
      for _ in 0..<parallelism { startNext() }
      while let result = try await group.next() {
        try await progress(result)
        startNext()
      }
    }
  }

  private func outcome(
    of entry: Result<PhotoPair, PhotoList.BadLine>, _ index: Int, _ abandoned: AbandonedFiles
  ) async -> Outcome {
    switch entry {
    case .success(let pair): return await outcome(of: pair, at: index, abandoned: abandoned)
    case .failure(let line):
      let pair = PhotoPair(photo: line.place, mask: "", name: "")
      return Outcome(index: index, pair: pair, output: "", state: .failed("\(line)"), notices: [], seconds: 0)
    }
  }

  private func outcome(of pair: PhotoPair, at index: Int, abandoned: AbandonedFiles) async -> Outcome {
    let start = ContinuousClock.now
    let target = target(for: pair)
    abandoned.remove(of: target)
    var notices: [String] = []
    var state = State.written
    do {
      if !encoder.overwrite, FileSystem.exists(target) {
        state = .skipped
      } else {
        try checkTarget(target, of: pair)
        try await write(pair, to: target, notices: &notices)
      }
    } catch ImagingError.file(let error) where error.problem == .exists {
      // Another batch into the same folder was faster.
      state = .skipped
    } catch {
      state = .failed("\(error)")
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Outcome(
      index: index, pair: pair, output: target, state: state, notices: notices, seconds: seconds)
  }

  /// Photo and mask of a pair.
  func opened(_ pair: PhotoPair) async throws -> (Photo, MaskReading) {
    let (readMask, compose, decoder) = (readMask, compose, decoder)
    return try await Blocking.run {
      if let made = try compose?(pair) { return made }
      let photo = try Photo(.file(pair.photo), decoder: decoder)
      return (photo, try readMask(pair, photo))
    }
  }

  private func rendering(of pair: PhotoPair, _ photo: Photo, _ reading: MaskReading) async throws -> Rendering {
    if let render { return try await render(pair, photo, reading) }
    return try await harmonizer.harmonize(photo, mask: reading.mask, adjustment: adjustment, maskName: pair.mask)
  }

  private func write(_ pair: PhotoPair, to target: String, notices: inout [String]) async throws {
    let (photo, reading) = try await opened(pair)
    let rendering = try await rendering(of: pair, photo, reading)
    let lost = ImageFormat(path: target).map { encoder.notices(for: photo, as: $0) } ?? []
    notices = (photo.notices + reading.notices + rendering.notices + lost).map { "\($0)" }
    try await Blocking.run { try FileSystem.createFolder(FileSystem.folder(of: target)) }
    try await encoder.writeInBackground(rendering, to: target)
  }
}
