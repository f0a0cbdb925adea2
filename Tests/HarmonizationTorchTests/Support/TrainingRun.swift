import HarmonizationGraph
import HarmonizationNetworks
import TestSupport

@testable import HarmonizationTorch

/// What a fixture's run starts from, in float64: generated weights and a generated batch.
struct TrainingMaterial {
  let fixture: TrainingFixture
  let graph: Graph
  let state: [String: Tensor]
  let image, mask, target: Tensor

  init(_ fixture: TrainingFixture) throws {
    self.fixture = fixture
    let generator = TensorGenerator(salt: fixture.salt)
    let graph = try Catalogue.graph(fixture.network)
    self.graph = graph
    state = try Dictionary(
      uniqueKeysWithValues: graph.parameters.map { spec in
        (spec.name, try Tensor.from(generator.values(for: spec), shape: spec.shape))
      })
    let (batch, height, width) = (fixture.batch, fixture.height, fixture.width)
    func images(_ values: [Double], _ channels: Int) throws -> Tensor {
      try .from(values, shape: [batch, channels, height, width])
    }
    image = try images(generator.image(batch: batch, height: height, width: width), 3)
    target = try images(generator.image("target", batch: batch, height: height, width: width), 3)
    mask = try images(generator.mask(batch: batch, height: height, width: width), 1)
  }
}

/// A network that trains on one batch, as a fixture says.
struct TrainingRun {
  let material: TrainingMaterial
  let parameters: ParameterStore
  let executor: GraphExecutor
  let optimizer: Adam
  let target: Tensor
  private let mode: ExecutionMode

  init(_ material: TrainingMaterial, dataType: Tensor.DataType, precision: Precision = .full) throws {
    self.material = material
    parameters = try ParameterStore(material.graph, dataType: dataType) { spec in
      guard let tensor = material.state[spec.name] else {
        throw TorchError.state(network: material.graph.name, missing: [spec.name], unexpected: [], misshapen: [])
      }
      return tensor
    }
    executor = try GraphExecutor(material.graph, parameters: parameters)
    optimizer = try Adam(parameters)
    target = try material.target.converted(to: dataType)
    var mode = ExecutionMode.training(precision)
    mode.dropsOut = false
    self.mode = mode
  }

  /// Runs forward and backward and returns the loss; gradients are left in the parameters.
  func backward() throws -> Double {
    try parameters.clearGradients()
    let outputs = try executor.run(["image": material.image, "mask": material.mask], mode: mode)
    guard let images = outputs["images"] else {
      throw TorchError.missingInput(network: material.graph.name, name: "images")
    }
    let loss =
      switch material.fixture.loss {
      case .plain: try Loss.meanSquaredError(images, target: target)
      case .foregroundNormalized:
        try Loss.foregroundNormalizedMSE(
          images, target: target, mask: material.mask, minimumArea: material.fixture.minimumArea)
      }
    try loss.backward()
    return try loss.item()
  }

  /// The loss before each of `count` steps; `inspect` sees every step's gradients before they are used.
  func losses(_ count: Int, inspect: (Int) throws -> Void = { _ in }) throws -> [Double] {
    try (0..<count).map { step in
      let loss = try backward()
      try inspect(step)
      try optimizer.update()
      return loss
    }
  }
}
