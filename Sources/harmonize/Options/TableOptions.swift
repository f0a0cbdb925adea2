import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport
import ImageHarmonization

/// What else is written about a change: as a look-up table for other programs, and in words.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also write the change as a 3D look-up table for other programs, and the mask beside it (look_mask.png).",
      valueName: "look.cube"))
  var cube: String?

  @Option(
    help: ArgumentHelp("The same as a Hald picture (level 8, 16 bit), and the mask beside it.", valueName: "look.png"))
  var hald: String?

  @Flag(
    help: "Say what was done: exposure, white balance, contrast, levels, saturation, and what they leave unexplained.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "Write what was done as JSON, the explanation included; '-' is standard output.", valueName: "file"))
  var json: String?

  /// Whether a table is written, so that one is needed.
  var needsTable: Bool { cube != nil || hald != nil }

  func validate() throws {
    if let cube, FileName.suffix(of: cube).lowercased() != "cube" {
      throw ValidationError("--cube \(cube): the name of a table must end in .cube")
    }
    if let hald, !["png", "tif", "tiff"].contains(FileName.suffix(of: hald).lowercased()) {
      throw ValidationError("--hald \(hald): the name of a Hald picture must end in .png or .tif")
    }
  }

  /// All pictures and tables that are written, masks included.
  var files: [String] {
    [cube, hald].compactMap { $0 } + masks + [json].compactMap { $0 == "-" ? nil : $0 }
  }

  /// One mask for tables of one name.
  private var masks: [String] {
    let names = [cube, hald].compactMap { $0 }.map { "\(FileName.withoutSuffix($0))_mask.png" }
    return names.first == names.last ? Array(names.prefix(1)) : names
  }

  /// Writes what was asked for about a rendering.
  func write(
    _ rendering: Rendering, model: String, adjustment: ChangeAdjustment, notices: [Notice], overwrite: Bool
  ) throws {
    if needsTable {
      let table = try Self.table(of: rendering)
      let comments = Self.comments(on: rendering, table, model: model, adjustment: adjustment)
      for path in [cube, hald].compactMap({ $0 }) {
        try table.write(
          to: path, title: FileSystem.name(of: FileName.withoutSuffix(path)), comments: comments, overwrite: overwrite)
      }
      for path in masks { try Encoder(overwrite: overwrite).write(rendering.mask.raster, to: path) }
    }
    guard explain || json != nil else { return }
    let explanation = try ChangeExplanation(of: rendering)
    if explain { StandardError.print(explanation.description) }
    if let json {
      try OutputFile.write(
        Self.report(rendering, explanation, model: model, adjustment: adjustment, notices: notices), to: json)
    }
  }

  /// A change that is the same at all places as a table.
  private static func table(of rendering: Rendering) throws -> ColourTable {
    if let table = rendering.transform as? ColourTable { return table }
    guard let map = rendering.transform as? ColourMap else {
      throw Failure("this change depends on the place and is no table; use --transfer lut")
    }
    return ColourTable { map($0) }.adjusted(ChangeAdjustment(strength: rendering.strength))
  }

  private static func comments(
    on rendering: Rendering, _ table: ColourTable, model: String, adjustment: ChangeAdjustment
  ) -> [String] {
    let part = adjustment.part.map { ", \($0.rawValue) only" } ?? ""
    return [
      "harmonize \(Version.text), model \(model)", "photo \(FileSystem.name(of: rendering.photo.name))",
      "for sRGB-encoded colours, inside the mask only; strength \(adjustment.strength)\(part)",
      table.fidelity.map { "fitted; \(($0 * 10).rounded() / 10) dB against the method's own result" }
        ?? "the method's own function, sampled",
    ]
  }

  private struct Report: Encodable {
    let photo: String
    let model: String
    let strength: Double
    let only: String?
    let tableFit: Double?
    let notices: [String]
    let explanation: ChangeExplanation
  }

  private static func report(
    _ rendering: Rendering, _ explanation: ChangeExplanation, model: String, adjustment: ChangeAdjustment,
    notices: [Notice]
  ) throws -> Data {
    try OutputFile.json(
      Report(
        photo: rendering.photo.name, model: model, strength: adjustment.strength, only: adjustment.part?.rawValue,
        tableFit: (rendering.transform as? ColourTable)?.fidelity, notices: notices.map(\.description),
        explanation: explanation))
  }
}
