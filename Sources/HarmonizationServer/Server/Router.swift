/// Which answer belongs to which path.
struct Router: Sendable {
  let service: any HarmonizationService
  let admission: Admission
  let folder: WorkFolder
  let limits: ServerLimits
  let version: String
  /// Whether the page is shown, or only programs are answered.
  let hasPage: Bool

  /// Whether a path is one that a token protects: all but the page itself, which contains nothing of the user's.
  static func isProtected(_ path: String) -> Bool { path.hasPrefix("/api/v1/") }

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - head: What is wanted.
  ///   - body: What comes with it.
  ///   - send: Sends the answer; files of it are gone afterwards.
  /// - Throws: ``Problem``; what sending throws.
  func answer(_ head: RequestHead, _ body: inout RequestBody, send: (Response) throws -> Void) throws {
    if let work = work(head.path) {
      try require("POST", head)
      return try form(head, &body, send: send, work: work)
    }
    guard let response = try fixed(head.path) else {
      throw Problem(404, "nothing is at this path; GET /api/openapi.json lists what is")
    }
    if head.method != "HEAD" { try require("GET", head) }
    try send(response)
  }

  /// What is done with a form that is sent to a path; nil if none is.
  private func work(_ path: String) -> ((Form) throws -> Response)? {
    switch path {
    case "/api/v1/harmonize": service.harmonize
    case "/api/v1/mask": service.mask
    default: nil
    }
  }

  private func fixed(_ path: String) throws -> Response? {
    switch path {
    case "/health": Response("application/json", text: "{\"status\":\"ok\",\"version\":\"\(version)\"}")
    case "/api/v1/models": Response("application/json", .bytes(try service.models()))
    default: hasPage || path == Page.descriptionPath ? Page.file(path) : nil
    }
  }

  private func require(_ method: String, _ head: RequestHead) throws(Problem) {
    guard head.method != method else { return }
    throw Problem(405, "\(head.path) is for \(method)")
  }

  private func form(
    _ head: RequestHead, _ body: inout RequestBody, send: (Response) throws -> Void, work: (Form) throws -> Response
  ) throws {
    let source = Source(body)
    var reader = try MultipartReader(contentType: head["content-type"]) { () throws(Problem) in try source.next() }
    try folder.withRequest { folder in
      var form = Form(folder: folder)
      try form.read(&reader, limits: limits)
      // What was announced must come, even if the form is complete without it.
      while try source.next() != nil {}
      let ready = form
      try send(try admission.withTurn { try work(ready) })
    }
  }

  /// A body that a closure may read on.
  private final class Source {
    private var body: RequestBody
    init(_ body: RequestBody) { self.body = body }
    func next() throws(Problem) -> ArraySlice<UInt8>? { try body.next() }
  }
}
