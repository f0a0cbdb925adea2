import HarmonizationServer
import HarmonizationSupport

extension Form {
  /// The folder for what is made from the form; it is gone with the form's own.
  func resultFolder() throws -> String {
    let path = "\(folder)/result"
    try FileSystem.createFolder(path)
    return path
  }

  /// Refuses files that are not among these, and text in their place.
  func check(files names: [String]) throws(Problem) {
    for name in files.keys where !names.contains(name) {
      throw .badRequest("unknown file '\(name)'; send \(names.joined(separator: ", "))")
    }
    for name in names where fields[name] != nil { throw .badRequest("'\(name)' must be a file, not text") }
  }

  /// The fields as arguments of a command.
  ///
  /// - Parameters:
  ///   - options: The options that have a value.
  ///   - flags: Those that have none.
  ///   - switches: Those of the flags that are on by default and have an opposite with "no-".
  ///   - besides: Fields that are not the command's.
  /// - Throws: ``Problem`` 400 for every other field.
  func arguments(options: Set<String>, flags: Set<String>, switches: Set<String> = [], besides: Set<String> = [])
    throws(Problem) -> [String]
  {
    var arguments: [String] = []
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !besides.contains(name) {
      if options.contains(name) {
        arguments.append("--\(name)=\(value)")
        continue
      }
      guard flags.contains(name) else {
        throw .badRequest("unknown field '\(name)'; GET /api/openapi.json lists all")
      }
      switch value.lowercased() {
      case "true", "1", "on", "yes", "": arguments.append("--\(name)")
      case "false", "0", "off", "no": if switches.contains(name) { arguments.append("--no-\(name)") }
      default: throw .badRequest("'\(name)' is true or false, not '\(value.prefix(40))'")
      }
    }
    return arguments
  }
}
