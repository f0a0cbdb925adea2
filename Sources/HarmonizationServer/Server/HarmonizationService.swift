/// What a server does for its clients, apart from HTTP. Several threads call it at the same time, and it may block them.
public protocol HarmonizationService: Sendable {
  /// What `GET /api/v1/models` answers, as JSON.
  func models() throws -> [UInt8]

  /// Harmonizes the pictures of a form.
  ///
  /// - Parameter form: Files and options.
  /// - Returns: The answer; a file of it is in the form's folder.
  /// - Throws: ``Problem``; other errors are answered with status 500.
  func harmonize(_ form: Form) throws -> Response

  /// Makes or cleans a mask.
  ///
  /// - Parameter form: The photo, and what the object is.
  /// - Returns: The mask; its file is in the form's folder.
  /// - Throws: as ``harmonize(_:)``.
  func mask(_ form: Form) throws -> Response
}
