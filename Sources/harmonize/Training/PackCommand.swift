import ArgumentParser
import Foundation
import HarmonizationData
import HarmonizationTraining

/// `harmonize pack`
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Decodes and downsizes a data set once, ahead of training.",
    discussion: """
      Makes an ordinary data set of small pictures: folders images and masks for photos, iHarmony4's layout for composites. \
      Training on it decodes small files instead of large ones.

      Examples:
        harmonize pack --data iHarmony4 -o packs/train
        harmonize pack --data iHarmony4 --split test -o packs/test --full-size --encoding png
        harmonize pack --data my-photos --labels labels.csv -o packs/photos --quality 90
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("iHarmony4 folders, or folders with images and masks.", valueName: "path"))
  var data: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to make.", valueName: "folder"))
  var output: String

  @Option(help: "Which lists of iHarmony4 folders: train or test.")
  var split: Split = .train

  @Option(
    help: ArgumentHelp("CSV with the photos' categories (columns name and category, or kind).", valueName: "file"))
  var labels: String?

  @Option(help: ArgumentHelp("Reduce pictures whose short side is longer to it.", valueName: "pixels"))
  var shortSide = 288

  @Flag(help: "Keep every picture's own size.")
  var fullSize = false

  @Option(help: "How pictures are stored: jpeg, or png (exact). Masks are always png.")
  var encoding: PackEncoding = .jpeg

  @Option(help: ArgumentHelp("Quality of jpeg, 1 to 100.", valueName: "n"))
  var quality = 95

  @Option(help: ArgumentHelp("At most so many samples, evenly spread.", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Threads; all cores by default.", valueName: "n"))
  var workers: Int?

  func run() throws {
    var options = PackOptions()
    options.shortSide = fullSize ? nil : shortSide
    (options.encoding, options.quality, options.split) = (encoding, quality, split)
    (options.limit, options.workers) = (limit, workers)
    let packer = try Packer(options)
    let samples = try SampleCollection(data, split: split, labels: labels)
    let line = ProgressLine(total: min(limit ?? .max, samples.source.count), unit: "samples")
    var done = 0
    let report = try packer.pack(samples.source, to: URL(fileURLWithPath: output)) { written, _ in
      while done < written {
        line.advance()
        done += 1
      }
    }
    line.finish()
    let megabytes = String(format: "%.1f", Double(report.bytes) / 1e6)
    print("\(report.samples) samples, \(megabytes) MB: \(output)")
  }
}

extension PackEncoding: ExpressibleByArgument {}
