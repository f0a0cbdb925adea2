import CHarmonizationTorch
import HarmonizationGraph

extension Operation {
  /// What the operation is called in a program; an input is never an instruction.
  var code: Int {
    switch self {
    case .input: -1
    case .convolution: HARMONIZE_OP_CONVOLUTION
    case .transposedConvolution: HARMONIZE_OP_TRANSPOSED_CONVOLUTION
    case .batchNormalization: HARMONIZE_OP_BATCH_NORMALIZATION
    case .linear: HARMONIZE_OP_LINEAR
    case .activation: HARMONIZE_OP_ACTIVATION
    case .softmax: HARMONIZE_OP_SOFTMAX
    case .maxPooling: HARMONIZE_OP_MAX_POOLING
    case .globalPooling: HARMONIZE_OP_GLOBAL_POOLING
    case .resize: HARMONIZE_OP_RESIZE
    case .foregroundWindow: HARMONIZE_OP_FOREGROUND_WINDOW
    case .concatenation: HARMONIZE_OP_CONCATENATION
    case .addition: HARMONIZE_OP_ADDITION
    case .multiplication: HARMONIZE_OP_MULTIPLICATION
    case .affine: HARMONIZE_OP_AFFINE
    case .learnedScale: HARMONIZE_OP_LEARNED_SCALE
    case .matrixProduct: HARMONIZE_OP_MATRIX_PRODUCT
    case .transposition: HARMONIZE_OP_TRANSPOSITION
    case .reshape: HARMONIZE_OP_RESHAPE
    case .dropout: HARMONIZE_OP_DROPOUT
    }
  }

  /// The floating-point settings of the instruction.
  var numbers: (Double, Double, Double) {
    switch self {
    case .batchNormalization(let epsilon, let momentum): (epsilon, momentum, 0)
    case .activation(let activation): (activation.slope, 0, 0)
    case .affine(let scale, let offset): (scale, offset, 0)
    case .foregroundWindow(let margin): (margin, 0, 0)
    case .dropout(let probability, _): (probability, 0, 0)
    default: (0, 0, 0)
    }
  }
}

extension Activation {
  /// What the activation is called in a program.
  var code: Int {
    switch self {
    case .relu: HARMONIZE_RELU
    case .relu6: HARMONIZE_RELU6
    case .leakyReLU: HARMONIZE_LEAKY_RELU
    case .elu: HARMONIZE_ELU
    case .sigmoid: HARMONIZE_SIGMOID
    }
  }

  /// The slope for negative values, where the activation has one.
  var slope: Double { if case .leakyReLU(let slope) = self { slope } else { 0 } }
}
