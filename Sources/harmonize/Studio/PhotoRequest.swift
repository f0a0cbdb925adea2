import ArgumentParser
import HarmonizationImaging
import HarmonizationServer
import HarmonizationSupport

/// A form as the command line that does the same: options are parsed, checked and explained by `harmonize photo` itself.
struct PhotoRequest {
  /// What the client wants to have.
  enum Output: String, CaseIterable {
    case jpeg, png, tiff, webp, heic, avif, ora, psd, cube, hald, json, look, mask

    /// The file's suffix.
    var suffix: String {
      switch self {
      case .jpeg: "jpg"
      case .tiff: "tif"
      case .hald, .mask: "png"
      case .look: "json"
      default: rawValue
      }
    }

    /// The kind of file.
    var type: String {
      switch self {
      case .jpeg, .png, .tiff, .webp, .heic, .avif: "image/\(rawValue)"
      case .ora: "image/openraster"
      case .psd: "image/vnd.adobe.photoshop"
      case .cube: "text/plain; charset=utf-8"
      case .hald, .mask: "image/png"
      case .json, .look: "application/json"
      }
    }
  }

  let command: PhotoCommand
  let output: Output
  /// Where the result is written, in the form's folder.
  let path: String
  /// The model that the client named.
  let weights: String?

  /// Options with a value, and those without; everything else of `photo` is the server's own business.
  private static let options: Set<String> = [
    "strength", "only", "transfer", "table-size", "feather", "grow", "quality", "chroma", "flatten", "network",
    "method",
    "at", "scale", "layer",
  ]
  private static let flags: Set<String> = [
    "invert-mask", "alpha-mask", "resize-mask", "turn-mask", "lossless", "strip-metadata", "decontaminate", "flip",
  ]
  private static let pictures = ["composite", "mask", "foreground", "background"]

  /// - Parameter form: What the client sent.
  /// - Throws: `Problem` 400; what ArgumentParser throws.
  init(_ form: Form) throws {
    try form.check(files: Self.pictures)
    var arguments = ["composite", "mask"].compactMap { form.files[$0] }
    if form.files["composite"] == nil, form.files["mask"] != nil {
      throw Problem.badRequest("the file 'composite' is missing")
    }
    for name in ["foreground", "background"] {
      if let path = form.files[name] { arguments.append("--\(name)=\(path)") }
    }
    arguments += try form.arguments(
      options: Self.options, flags: Self.flags, switches: ["flip"], besides: ["output", "weights"])
    weights = form.fields["weights"]
    let input = form.files["composite"] ?? form.files["background"] ?? ""
    (output, path) = try Self.result(form, input: input)
    command = try PhotoCommand.parse(arguments + Self.arguments(output, path))
  }

  /// The kind of result, and the file that it is written to: named as the command line would name it.
  private static func result(_ form: Form, input: String) throws -> (Output, String) {
    let folder = try form.resultFolder()
    let stem = FileSystem.name(of: FileName.withoutSuffix(input))
    guard let name = form.fields["output"] else {
      let isDesign = FileName.suffix(of: input).lowercased() == "ora" && form.files["background"] == nil
      let own = FileSystem.name(of: try PhotoTarget.name(for: input, format: isDesign ? .png : nil))
      return (ImageFormat(path: own).flatMap { Output(rawValue: $0.rawValue) } ?? .jpeg, "\(folder)/\(own)")
    }
    guard let output = Output(rawValue: name) else {
      let all = Output.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.badRequest("output '\(name.prefix(40))' is not known; use one of \(all)")
    }
    switch output {
    case .cube, .hald, .json, .look: return (output, "\(folder)/\(stem).\(output.suffix)")
    case .mask: return (output, "\(folder)/\(stem)_mask.png")
    default: return (output, "\(folder)/\(stem)_harmonized.\(output.suffix)")
    }
  }

  private static func arguments(_ output: Output, _ path: String) -> [String] {
    switch output {
    case .cube: ["--cube=\(path)"]
    case .hald: ["--hald=\(path)"]
    case .json: ["--json=\(path)"]
    case .look: ["--json=\(path)", "--cube=\(FileName.withoutSuffix(path)).cube"]
    case .mask: []
    default: ["--output=\(path)"]
    }
  }
}
