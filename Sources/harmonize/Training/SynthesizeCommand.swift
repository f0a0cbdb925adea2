import ArgumentParser
import Foundation
import HarmonizationData

/// `harmonize synthesize`
struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize", abstract: "Makes composites with known truth from photos with masks.",
    discussion: """
      As iHarmony4 was made: a photo's foreground takes the colours of another photo's foreground, of the same category \
      where labels exist; results too close to the photo or too far from any are thrown away by stated rules. The folder \
      given contains images/NAME.jpg and masks/NAME.png; the result has iHarmony4's layout. Photos that an earlier run \
      finished are skipped.

      Methods: reinhard, xiaoMa, mongeKantorovich, histogramMatching, tone.

      Examples:
        harmonize synthesize my-photos -o synthetic
        harmonize synthesize my-photos -o synthetic --labels labels.csv --per-photo 4 --test-share 0.1 --seed 7
        harmonize synthesize my-photos -o synthetic --subset HTone --methods tone
      """)

  @Argument(help: "A folder with images and masks.")
  var photos: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder for the subset.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("The subset's name, also of its folder.", valueName: "name"))
  var subset = "HPhotos"

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Methods to choose from.", valueName: "name"))
  var methods: [RecolouringMethod] = [.reinhard, .xiaoMa, .mongeKantorovich, .histogramMatching]

  @Option(help: ArgumentHelp("Composites of each photo, by different methods.", valueName: "n"))
  var perPhoto = 1

  @Option(help: ArgumentHelp("Least strength of the recolouring, 0 to 1; drawn evenly up to 1.", valueName: "share"))
  var minimumStrength = 1.0

  @Option(
    help: ArgumentHelp("CSV with the photos' categories (columns name and category, or kind).", valueName: "file"))
  var labels: String?

  @Flag(help: "Take references from photos of any category.")
  var anyCategory = false

  @Option(help: ArgumentHelp("Share of the photos that goes to the test list.", valueName: "share"))
  var testShare = 0.0

  @Option(help: ArgumentHelp("Keys all random choices.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("JPEG quality of composites.", valueName: "n"))
  var quality = 95

  @Option(help: ArgumentHelp("Write what was made and thrown away as JSON.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Threads; all cores by default.", valueName: "n"))
  var workers: Int?

  func validate() throws {
    guard (0...1).contains(minimumStrength) else { throw ValidationError("--minimum-strength must be between 0 and 1") }
  }

  func run() throws {
    let set = try PhotoSet(
      folder: URL(fileURLWithPath: photos), labels: labels.map { URL(fileURLWithPath: $0) })
    let synthesizer = try Synthesizer(set, options: options)
    let line = ProgressLine(total: set.count, unit: "photos")
    let report = try synthesizer.synthesize(into: URL(fileURLWithPath: output)) { _, _ in line.advance() }
    line.finish()
    if let json { try OutputFile.write(try JSONEncoder().encode(report), to: json) }
    print(summary(report))
    if !report.failures.isEmpty { throw ExitCode(1) }
  }

  private var options: SynthesisOptions {
    var options = SynthesisOptions()
    options.subset = subset
    options.methods = methods
    options.compositesPerPhoto = perPhoto
    options.sameCategory = !anyCategory
    options.strength = minimumStrength...1
    options.quality = quality
    options.testShare = testShare
    options.seed = seed
    options.workers = workers
    return options
  }

  private func summary(_ report: SynthesisReport) -> String {
    var lines = ["\(report.composites) composites (\(report.reused) were there already) in \(output)/\(subset)"]
    let methods = report.methods.sorted { $0.key.number < $1.key.number }
    lines.append("by method: " + methods.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", "))
    let rejections = report.rejections.sorted { $0.key.rawValue < $1.key.rawValue }
    if !rejections.isEmpty {
      lines.append("thrown away: " + rejections.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", "))
    }
    if !report.withoutComposite.isEmpty { lines.append("without a composite: \(report.withoutComposite.count) photos") }
    for (name, reason) in report.failures.sorted(by: { $0.key < $1.key }) { lines.append("failed: \(name): \(reason)") }
    return lines.joined(separator: "\n")
  }
}

extension RecolouringMethod: ExpressibleByArgument {}
