import Testing

@testable import HarmonizationOpenVINO

/// MatMul with a permutation, times a mask, computed by hand.
@Suite struct InferenceTests {
  let core: Core
  /// Moves value i to place i + 1.
  static let rotation: [Float] = (0..<16).map { ($0 / 4 + 1) % 4 == $0 % 4 ? 1 : 0 }

  init() throws { core = try Core() }

  private func inputs(rows: Int) throws -> [String: FloatTensor] {
    let count = rows * 4
    return [
      "image": try FloatTensor(shape: [rows, 4], values: (0..<count).map { Float($0) }),
      "mask": try FloatTensor(shape: [rows, 4], values: (0..<count).map { Float($0 % 2) + 1 }),
    ]
  }

  private func expected(rows: Int) -> [Float] {
    (0..<rows * 4).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: 4)
      return Float(row * 4 + (column + 3) % 4) * Float(column % 2 + 1)
    }
  }

  private func compile(_ options: CompileOptions = CompileOptions(precision: .f32), rows: Int = -1) throws
    -> CompiledModel
  {
    try core.compile(
      onnx: TinyONNX.model(weight: Self.rotation), shapes: ["image": [rows, 4], "mask": [rows, 4]], options: options)
  }

  @Test func computesWithAnyBatch() throws {
    let model = try compile()
    #expect(model.inputs == [Port(name: "image", shape: [-1, 4]), Port(name: "mask", shape: [-1, 4])])
    #expect(model.outputs == [Port(name: "images", shape: [-1, 4])])
    for rows in [1, 3, 2, 3] {
      let output = try #require(try model.infer(inputs(rows: rows))["images"])
      #expect(output.shape == [rows, 4])
      #expect(output.values == expected(rows: rows))
    }
  }

  @Test func fixedShapesRefuseOthers() throws {
    let model = try compile(rows: 2)
    #expect(model.inputs.map(\.shape) == [[2, 4], [2, 4]])
    #expect(try model.infer(inputs(rows: 2))["images"]?.values == expected(rows: 2))
    #expect(throws: OpenVINOError.shapeMismatch(name: "image", expected: [2, 4], actual: [3, 4])) {
      try model.infer(
        inputs(rows: 2).merging(["image": FloatTensor(shape: [3, 4], values: [Float](repeating: 0, count: 12))]) { $1 })
    }
  }

  @Test func asynchronousInferencesDoNotMixTheirInputs() async throws {
    let model = try compile(CompileOptions(precision: .f32, hint: .throughput, streams: 2, threads: 2))
    try await withThrowingTaskGroup(of: (Int, FloatTensor?).self) { group in
      for task in 0..<200 {
        let inputs = try inputs(rows: task % 7 + 1)
        group.addTask { (task % 7 + 1, try await model.infer(inputs)["images"]) }
      }
      for try await (rows, output) in group { #expect(output?.values == expected(rows: rows)) }
    }
  }

  @Test func cancelledTaskDoesNotRun() async throws {
    let model = try compile()
    let inputs = try inputs(rows: 1)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await model.infer(inputs)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    // The turn was handed back.
    #expect(try await model.infer(inputs)["images"]?.values == expected(rows: 1))
  }

  @Test func requestReadsAndWritesInPlace() throws {
    let request = try compile().makeRequest()
    #expect(throws: OpenVINOError.missingInput("image")) { try request.infer() }
    for rows in [2, 5] {
      for (name, tensor) in try inputs(rows: rows) {
        try request.setInput(name, shape: tensor.shape) { buffer in
          #expect(buffer.count == rows * 4)
          _ = buffer.update(fromContentsOf: tensor.values)
        }
      }
      try request.infer()
      try request.withOutput("images") { values, shape in
        #expect(shape == [rows, 4])
        #expect(Array(values) == expected(rows: rows))
      }
    }
  }

  @Test func modelIsFreedWithItsIdleRequests() async throws {
    weak var released: CompiledModel?
    do {
      let model = try compile()
      released = model
      let synchronous = { _ = try model.infer(inputs(rows: 1)) }
      try synchronous()
      _ = try await model.infer(inputs(rows: 2))
    }
    #expect(released == nil)
  }

  @Test func requestOutlivesItsModel() throws {
    let request = try compile(rows: 1).makeRequest()
    for (name, tensor) in try inputs(rows: 1) {
      try request.setInput(name, shape: tensor.shape) { _ = $0.update(fromContentsOf: tensor.values) }
    }
    try request.infer()
    try request.withOutput("images") { values, _ in #expect(Array(values) == expected(rows: 1)) }
  }
}
