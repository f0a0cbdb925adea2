import Foundation
import HarmonizationImaging
import HarmonizationServer
import HarmonizationSupport
import ImageHarmonization

/// Harmonizes for the server's clients, with the same steps as `harmonize photo`.
struct PhotoService: HarmonizationService {
  private let methods: LoadedMethods
  private let limits: ServerLimits

  init(_ methods: LoadedMethods, limits: ServerLimits) { (self.methods, self.limits) = (methods, limits) }

  func models() throws -> [UInt8] {
    struct Model: Encodable {
      let name: String
      let megabytes: Double
      let isDefault: Bool
    }
    let models = methods.names.map { name in
      let bytes = (try? methods.path(name)).flatMap { FileFacts($0)?.byteCount } ?? 0
      return Model(name: name, megabytes: (Double(bytes) / 1e5).rounded() / 10, isDefault: name == "default")
    }
    return Array(try OutputFile.json(["models": models]))
  }

  func harmonize(_ form: Form) throws -> Response {
    do { return try answer(form) } catch { throw ErrorAnswer.problem(for: error, in: form.folder) }
  }

  func mask(_ form: Form) throws -> Response {
    do {
      let request = try MaskRequest(form)
      let decoder = try checkedDecoder(for: form)
      let reading = try request.command.making.mask(of: request.photo, decoder: decoder)
      try Encoder().write(reading.mask.raster, to: request.path)
      return response("image/png", request.path, notices: reading.notices)
    } catch { throw ErrorAnswer.problem(for: error, in: form.folder) }
  }

  /// A decoder with the server's limit, which every picture of a form keeps.
  private func checkedDecoder(for form: Form) throws -> Decoder {
    let decoder = Decoder(pixelLimit: limits.pixels)
    for path in form.files.values where LayeredFormat(path: path) == nil { _ = try decoder.info(.file(path)) }
    return decoder
  }

  private func answer(_ form: Form) throws -> Response {
    let request = try PhotoRequest(form)
    _ = try checkedDecoder(for: form)
    let command = request.command
    let (photo, mask, notices) = try command.read { _ in }
    if request.output == .mask {
      try Encoder().write(mask.raster, to: request.path)
      return response(request.output.type, request.path, notices: notices)
    }
    let method = try method(for: request)
    let rendering = try Waiting.result {
      try await Harmonizer(method).harmonize(
        photo, mask: mask, adjustment: command.change.adjustment, maskName: command.maskName)
    }
    return try response(request, write(rendering, request, method: method.name, notices: notices))
  }

  private func method(for request: PhotoRequest) throws -> any HarmonizationMethod {
    let command = request.command
    if let baseline = command.method.baseline { return baseline }
    var method = try methods.method(
      request.weights, network: command.network.weights.network, flips: command.network.prediction.flip)
    method.fit = command.fit
    return method
  }

  /// Writes what was asked for, and returns what there is to say about it.
  private func write(
    _ rendering: Rendering, _ request: PhotoRequest, method: String, notices: [Notice]
  ) throws -> [Notice] {
    let command = request.command
    switch request.output {
    case .cube, .hald, .json, .look:
      let all = notices + rendering.notices
      try command.tables.write(
        rendering, model: method, adjustment: command.change.adjustment, notices: all, overwrite: false)
      return all
    default:
      let target = try PhotoTarget(request.path, for: "", format: nil, encoder: command.files.encoder())
      try target.save(rendering, to: request.path)
      return notices + rendering.notices + target.notices(for: rendering)
    }
  }

  private func response(_ request: PhotoRequest, _ notices: [Notice]) throws -> Response {
    guard request.output == .json || request.output == .look else {
      return response(request.output.type, request.path, notices: notices)
    }
    // The report contains the photo's name as the tool knows it.
    let report = ErrorAnswer.withoutPaths(try String(contentsOfFile: request.path, encoding: .utf8))
    guard request.output == .look else { return Response(request.output.type, text: report) }
    let cube = try String(contentsOfFile: FileName.withoutSuffix(request.path) + ".cube", encoding: .utf8)
    let text = String(decoding: try JSONEncoder().encode(cube), as: UTF8.self)
    return Response(request.output.type, text: "{\"report\":\(report),\"cube\":\(text)}")
  }

  private func response(_ type: String, _ path: String, notices: [Notice]) -> Response {
    var response = Response(type, .file(path))
    let name =
      FileSystem.name(of: path).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "result"
    response.headers.append(("Content-Disposition", "attachment; filename*=UTF-8''\(name)"))
    let lines = ErrorAnswer.withoutPaths(notices.map(\.description).joined(separator: "\n"))
    if !lines.isEmpty, let value = lines.addingPercentEncoding(withAllowedCharacters: .alphanumerics) {
      response.headers.append(("Harmonize-Notices", value))
    }
    return response
  }
}

/// Waits for asynchronous work on a thread that may wait.
enum Waiting {
  static func result<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
    let done = DispatchSemaphore(value: 0)
    let box = Box<Result>()
    Task.detached {
      do { box.result = .success(try await body()) } catch { box.result = .failure(error) }
      done.signal()
    }
    done.wait()
    guard let result = box.result else { throw CancellationError() }
    return try result.get()
  }

  private final class Box<Result>: @unchecked Sendable {
    // `@unchecked`: the semaphore orders writing and reading.
    var result: Swift.Result<Result, any Error>?
  }
}
