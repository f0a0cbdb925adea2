import HarmonizationGraph
import TestSupport

@testable import HarmonizationTorch

/// A network of a few thousand weights that uses every operation, for tests that need no published one.
func smallNetwork() throws -> Graph {
  try Graph(name: "small") { builder in
    let root = Path()
    let image = builder.input("image", channels: 3, height: 16, width: 16)
    let mask = builder.input("mask", channels: 1, height: 16, width: 16)
    let soft = fixedConv(mask, kernel: 7, padding: 3, at: root / "blur")
    var x = conv(concat(image, mask), 8, kernel: 3, stride: 2, padding: 1, at: root / "conv1")
    x = elu(batchNorm(x, at: root / "norm1"))
    x = dropout(relu(conv(x, 8, kernel: 3, padding: 1, bias: false, at: root / "conv2")), 0.5, channelwise: true)
    let pooled = reshape(linear(globalPool(x, .average), 8, at: root / "gate"), [8, 1, 1])
    let peak = reshape(sigmoid(linear(globalPool(x, .maximum), 8, at: root / "peak")), [8, 1, 1])
    x = x * sigmoid(pooled) + learnedScale(x * peak, at: root / "scale")
    let flat = reshape(x, [8, 64])
    let attention = softmax(0.25 * matmul(transpose(flat), flat), axis: 2)
    x = x + reshape(matmul(flat, attention), [8, 8, 8])
    let small = maxPool(leakyReLU(x, slope: 0.2), kernel: 2, stride: 2)
    x = x + relu6(resize(small, to: (8, 8)))
    x = elu(transposedConv(x, 8, kernel: 4, stride: 2, padding: 1, at: root / "up"))
    let rgb = conv(x, 3, kernel: 1, at: root / "rgb")
    return [("images", soft * rgb + (1 - soft) * image)]
  }
}

/// Its state as the parity data's rule makes it.
func smallStore(
  _ graph: Graph, dataType: Tensor.DataType = .float32, memoryFormat: Tensor.MemoryFormat = .channelsLast
) throws -> ParameterStore {
  let generator = TensorGenerator(salt: "small")
  return try ParameterStore(graph, dataType: dataType, memoryFormat: memoryFormat) { spec in
    try .from(generator.values(for: spec), shape: spec.shape)
  }
}

/// Its inputs, `batch` images.
func smallInputs(batch: Int = 3, dataType: Tensor.DataType = .float32) throws -> [String: Tensor] {
  let generator = TensorGenerator(salt: "small")
  func images(_ values: [Double], _ channels: Int) throws -> Tensor {
    try .from(values, shape: [batch, channels, 16, 16], dataType: dataType)
  }
  return [
    "image": try images(generator.image(batch: batch, height: 16, width: 16), 3),
    "mask": try images(generator.mask(batch: batch, height: 16, width: 16), 1),
  ]
}
