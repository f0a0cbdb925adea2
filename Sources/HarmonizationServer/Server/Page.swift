import CHarmonizationPage

/// The studio's page and the description of the interface, embedded in the program.
enum Page {
  static let descriptionPath = "/api/openapi.json"

  /// The file of a path; nil if there is none.
  static func file(_ path: String) -> Response? { files[path] }

  private static let files: [String: Response] = {
    let files = UnsafeBufferPointer(start: cpage_files(), count: cpage_file_count).map { file in
      let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
      return (String(cString: file.path), Response(String(cString: file.type), .bytes(bytes)))
    }
    return Dictionary(files) { first, _ in first }
  }()
}
