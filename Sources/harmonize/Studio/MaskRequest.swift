import ArgumentParser
import HarmonizationServer
import HarmonizationSupport

/// A form as the command line of `harmonize mask` that does the same.
struct MaskRequest {
  let command: MaskCommand
  /// The photo, in the form's folder.
  let photo: String
  /// Where the mask is written, in the form's folder.
  let path: String

  /// - Parameter form: What the client sent.
  /// - Throws: `Problem` 400; what ArgumentParser throws.
  init(_ form: Form) throws {
    try form.check(files: ["photo", "strokes"])
    guard let photo = form.files["photo"] else { throw Problem.badRequest("the file 'photo' is missing") }
    path = "\(try form.resultFolder())/\(FileSystem.name(of: FileName.withoutSuffix(photo)))_mask.png"
    self.photo = photo
    var arguments = [photo, "--output=\(path)"]
    if let strokes = form.files["strokes"] { arguments.append("--strokes=\(strokes)") }
    arguments += try form.arguments(options: ["box"], flags: ["from-alpha", "clean"])
    command = try MaskCommand.parse(arguments)
  }
}
