import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport
import ImageHarmonization

/// `harmonize flicker`
struct FlickerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flicker", abstract: "Measures flicker and error on generated clips with known truth.",
    discussion: """
      A photo is panned and zoomed in two shots with grain; its foreground gets a cast that stays or changes slowly.

      Flicker is how far a result's change of colour moves from one frame to the next beyond what it should, at the same pixels: \
      the mean over the foreground of |(T(t) - T(t-1)) - (truth(t) - truth(t-1))|, in levels of 255. fMSE is the mean squared \
      error of the foreground; 'after the cut' is that of the first second behind it.

      Example:
        harmonize flicker examples/truth.jpg examples/mask.png
      """, shouldDisplay: false)

  @Argument(help: "A photo as it should be.")
  var photo: String

  @Argument(help: "The mask of its foreground.")
  var mask: String

  @OptionGroup var weights: WeightsOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "Seconds of each clip.") var seconds: Double = 8
  @Option(help: "Frames per second.") var fps: Double = 25
  @Option(help: "Columns of the frames.") var width: Int = 640
  @Option(help: "Standard deviation of the grain in levels of 255.") var grain: Double = 4
  @Option(help: "Widths of the window in seconds.") var smooth: [Double] = [1, 2, 4]

  func validate() throws {
    guard seconds * fps >= 4, seconds * fps <= 10_000, (64...4096).contains(width) else {
      throw ValidationError("4 to 10000 frames and 64 to 4096 columns")
    }
  }

  func run() async throws {
    let method = NetworkMethod(try weights.model(), backend: try engine.backend(), fit: .table())
    let picture = try Photo(.file(photo)).raster()
    let cover = try Mask(.file(mask)).raster
    var table = TextTable(["clip", "tables", "flicker", "of frame by frame", "fMSE", "after the cut"])
    for cast in GeneratedClip.Cast.allCases {
      let clip = GeneratedClip(
        photo: picture, mask: cover, cast: cast, count: Int(seconds * fps), rate: fps, size: (width, width * 9 / 16),
        grain: grain)
      let variants = try await self.variants(clip, method)
      let results = try FlickerMeasurement(clip, variants.map(\.tables)).results
      for (variant, result) in zip(variants, results) {
        table.add(
          [
            "\(cast)", variant.name, Self.text(result.flicker, 3),
            Self.text(result.flicker / max(results[0].flicker, 1e-9) * 100, 1) + " %", Self.text(result.error, 1),
            Self.text(result.errorAfterCut, 1),
          ])
      }
    }
    print(table.text(), terminator: "")
  }

  private static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// Tables for each frame, by one way.
  private typealias Variant = (name: String, tables: [ColourTable])

  private func variants(_ clip: GeneratedClip, _ method: NetworkMethod) async throws -> [Variant] {
    let line = ProgressLine(total: clip.count, unit: "frames of the clip '\(clip.cast)'")
    var builder = TableTrackBuilder(method)
    var single: [ColourTable] = []
    for index in 0..<clip.count {
      let frame = try clip.frame(index)
      let photo = try Photo(frame.composite)
      guard let mask = Mask(frame.mask) else { continue }
      try await builder.add(
        TableTrackBuilder.Frame(time: Double(index) / clip.rate, photo: photo, mask: mask, name: "mask"))
      let input = try NetworkInput(of: photo, mask: mask, view: method.view)
      single.append(try await method.transfer(for: input) as? ColourTable ?? .identity)
      line.advance()
    }
    line.finish()
    var variants: [Variant] = [("frame by frame", single)]
    var mean = single[0]
    // Harmonizer's demo keeps 24 parts of 25.
    variants.append(
      (
        "exponential average",
        try single.map { table in
          mean = try mean.mixed(with: table, share: 0.04)
          return mean
        }
      ))
    for seconds in smooth {
      let track = try builder.track(smoothing: seconds)
      let tables = builder.shots.enumerated().map { index, shot in
        track.table(shot: shot, at: Double(index) / clip.rate) ?? .identity
      }
      variants.append(("smoothed, \(Self.text(seconds, 0)) s, \(builder.keyCount) key frames", tables))
    }
    return variants
  }
}

/// Flicker and error of tables on a clip.
private struct FlickerMeasurement {
  struct Result {
    var flicker = 0.0
    var error = 0.0
    var errorAfterCut = 0.0
  }

  private(set) var results: [Result]

  init(_ clip: GeneratedClip, _ variants: [[ColourTable]]) throws {
    results = variants.map { _ in Result() }
    var (pairs, afterCut) = (0, 0)
    for index in 0..<clip.count {
      let frame = try clip.frame(index)
      let hasPrevious = index > 0 && index != clip.cut
      let isAfterCut = index >= clip.cut && Double(index - clip.cut) < clip.rate
      pairs += hasPrevious ? 1 : 0
      afterCut += isAfterCut ? 1 : 0
      for (variant, tables) in variants.enumerated() {
        let error = try Self.error(frame, tables[index])
        results[variant].error += error
        if isAfterCut { results[variant].errorAfterCut += error }
        if hasPrevious {
          results[variant].flicker += Self.flicker(
            of: clip, frame, at: index, before: tables[index - 1], after: tables[index])
        }
      }
    }
    for variant in results.indices {
      results[variant].error /= Double(max(clip.count, 1))
      results[variant].errorAfterCut /= Double(max(afterCut, 1))
      results[variant].flicker /= Double(max(pairs, 1))
    }
  }

  private static func error(_ frame: GeneratedClip.Frame, _ table: ColourTable) throws -> Double {
    let result = try frame.composite.changed(by: table, mask: frame.mask)
    var (sum, count) = (0.0, 0)
    for pixel in frame.mask.samples.indices where frame.mask.samples[pixel] > 127 {
      for sample in 3 * pixel..<3 * pixel + 3 {
        let difference = Double(result.samples[sample]) - Double(frame.truth.samples[sample]) * 255
        sum += difference * difference
      }
      count += 3
    }
    return sum / Double(max(count, 1))
  }

  /// One of 16 pixels is enough for a mean.
  private static func flicker(
    of clip: GeneratedClip, _ frame: GeneratedClip.Frame, at index: Int, before: ColourTable, after: ColourTable
  ) -> Double {
    let undoing = (before: 1 / clip.gains(index - 1), after: 1 / clip.gains(index))
    var (sum, count) = (Float(0), 0)
    for pixel in stride(from: 0, to: frame.mask.samples.count, by: 16) where frame.mask.samples[pixel] > 127 {
      let samples = frame.composite.samples[3 * pixel..<3 * pixel + 3].map { Float($0) / 255 }
      let colour = SIMD3(samples[0], samples[1], samples[2])
      let moved = after(colour) - before(colour)
      let wanted = clip.recolour(colour, gains: undoing.after) - clip.recolour(colour, gains: undoing.before)
      let difference = moved - wanted
      sum += abs(difference.x) + abs(difference.y) + abs(difference.z)
      count += 3
    }
    return Double(sum) / Double(max(count, 1)) * 255
  }
}
