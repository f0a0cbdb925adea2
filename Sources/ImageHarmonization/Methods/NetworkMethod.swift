import HarmonizationNetworks
import HarmonizationPixels

/// A network as a harmonization method. It is compiled in the background from the moment that the method is made, so that a photo
/// can be decoded meanwhile.
public struct NetworkMethod: HarmonizationMethod {
  /// The network and its weights.
  public let model: HarmonizationModel
  /// What it looks at.
  public let view: NetworkInput.View
  /// Whether the mean over the picture and its mirror image is taken.
  public let flips: Bool
  /// How its change is carried to the native size; nil for the network's own way.
  public var fit: TransferFit?
  private let loading: Task<Predictor, any Error>

  /// Starts compiling a network, or taking it from the cache.
  ///
  /// - Parameters:
  ///   - model: network and weights.
  ///   - size: width and height of its input; nil takes what the network was designed for.
  ///   - backend: what runs it, and how; OpenVINO on the CPU by default.
  ///   - flips: whether to average with the mirrored picture, at twice the network's cost; nil for the network's own way: yes if it
  ///     predicts a function of colour, which takes little time, no otherwise.
  ///   - fit: how the change is carried to the native size; nil for the network's own way: a ``ColourTable`` if it predicts a function
  ///     of colour, a ``ParameterMap`` if it predicts one, the bilateral grid otherwise.
  public init(
    _ model: HarmonizationModel, size: (width: Int, height: Int)? = nil, backend: InferenceBackend = .openVINO(),
    flips: Bool? = nil, fit: TransferFit? = nil
  ) {
    let designed = model.configuration.inputSize
    let (width, height) = size ?? (designed, designed)
    self.model = model
    view = NetworkInput.View(width: width, height: height, margin: model.configuration.windowMargin)
    let flips = flips ?? model.configuration.predictsFunction
    self.flips = flips
    self.fit = fit
    loading = Task.detached(priority: .userInitiated) {
      try await Blocking.run {
        let session = try NetworkSession(
          model, batch: flips ? 2 : 1, height: height, width: width, backend: backend)
        return Predictor(session, flips: flips)
      }
    }
  }

  /// The network's name, with `+flip` or `-flip` if it averages where it does not by itself, or the other way round.
  public var name: String {
    let configuration = model.configuration
    return configuration.name + (flips == configuration.predictsFunction ? "" : flips ? "+flip" : "-flip")
  }

  /// The compiled network on pictures of its own size.
  ///
  /// - Throws: what the backend throws, such as `OpenVINOError` with the remedy if OpenVINO is missing; `GraphError`.
  public func predictor() async throws -> Predictor { try await loading.value }

  /// Waits until the network is compiled; throws as ``predictor()``.
  public func ready() async throws { _ = try await predictor() }

  /// The network's own output.
  public func picture(of input: NetworkInput) async throws -> Raster<Float> {
    try await predictor()(input.composite, mask: input.foreground)
  }

  /// The network's change, fitted or as it predicts it.
  public func transfer(for input: NetworkInput) async throws -> any FittedTransfer {
    let predictor = try await self.predictor()
    if let size = (fit ?? .table()).tableSize,
      let table = try await predictor.colourTable(input.composite, mask: input.foreground, size: size)
    {
      return table
    }
    if fit == nil, let map = try await predictor.parameterMap(input.composite, mask: input.foreground) { return map }
    let output = try await predictor(input.composite, mask: input.foreground)
    return try (fit ?? .guided(.bilateralGrid)).transfer(from: input, to: output)
  }
}
