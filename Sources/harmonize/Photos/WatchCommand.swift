import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// `harmonize watch`
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Harmonizes photos as they appear in a folder.",
    discussion: """
      Photos and masks belong together by their names, as for 'harmonize batch'. A pair is taken when both files are there and have \
      not changed for a second; results that exist are not made again without --overwrite. Ctrl-C finishes what is in work and ends it.

      Examples:
        harmonize watch inbox -o harmonized
        harmonize watch inbox -o harmonized --format jpeg --strength 0.8
      """)

  @Argument(help: "The folder with photos and masks, and those below it.")
  var folder: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder for the results.", valueName: "folder"))
  var output: String

  @OptionGroup var batch: BatchOptions

  func run() async throws {
    // A folder that is not there is reported before the network is loaded.
    var watch = PairWatch(try PhotoPairs(in: [folder], excluding: output))
    let runner = try await batch.runner(into: output)
    let interruption = Interruption()
    StandardError.print("watching \(folder); Ctrl-C ends it")
    while !interruption.isRequested {
      let ready = watch.ready(try PhotoPairs(in: [folder], excluding: output))
      if !ready.isEmpty {
        await runner.run(ready.lazy.map { .success($0) }, isInterrupted: { interruption.isRequested }) { outcome in
          for notice in outcome.notices { StandardError.print("note: \(notice)") }
          switch outcome.state {
          case .written: StandardOutput.print(path: outcome.output)
          case .failed(let reason): StandardError.print("failed: \(reason)")
          case .skipped: break
          }
        }
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }
}

/// Which pairs of a watched folder are complete and new.
struct PairWatch {
  /// The state of a pair's two files.
  private struct State: Equatable {
    let photo: FileFacts
    let mask: FileFacts

    init?(_ pair: PhotoPair) {
      guard let photo = FileFacts(pair.photo), let mask = FileFacts(pair.mask) else { return nil }
      (self.photo, self.mask) = (photo, mask)
    }

    /// The time of the last change.
    var changed: Int { max(photo.changed, mask.changed) }

    static func == (left: State, right: State) -> Bool {
      left.photo.byteCount == right.photo.byteCount && left.mask.byteCount == right.mask.byteCount
        && left.changed == right.changed
    }
  }

  private var seen: [PhotoPair: State] = [:]
  private var taken: [PhotoPair: State] = [:]

  /// - Parameter pairs: What is there at the beginning.
  init(_ pairs: PhotoPairs) { note(pairs) }

  private mutating func note(_ pairs: PhotoPairs) {
    seen = Dictionary(pairs.pairs.compactMap { pair in State(pair).map { (pair, $0) } }) { first, _ in first }
  }

  /// The pairs that have not changed since the last look, nor for a second, and were not given before.
  mutating func ready(_ pairs: PhotoPairs, now: Int = Int(Date().timeIntervalSince1970)) -> [PhotoPair] {
    let before = seen
    note(pairs)
    let ready = pairs.pairs.filter { pair in
      guard let state = seen[pair], state == before[pair], state != taken[pair] else { return false }
      return state.changed < now && state.photo.byteCount > 0 && state.mask.byteCount > 0
    }
    for pair in ready { taken[pair] = seen[pair] }
    return ready
  }
}
