extension Operation {
  /// The operation without its settings: what engines look up, and what a test that must know every operation iterates over.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case input, constant
    case convolution, transposedConvolution, linear, batchNormalization, layerNormalization
    case activation, softmax, dropout
    case addition, multiplication, division, maximum, minimum, affine, learnedScale, matrixProduct
    case maxPooling, globalPooling, reduction, resize, concatenation, slice, permutation, reshape
  }

  /// The operation without its settings.
  public var kind: Kind {
    switch self {
    case .input: .input
    case .constant: .constant
    case .convolution: .convolution
    case .transposedConvolution: .transposedConvolution
    case .batchNormalization: .batchNormalization
    case .linear: .linear
    case .layerNormalization: .layerNormalization
    case .activation: .activation
    case .softmax: .softmax
    case .maxPooling: .maxPooling
    case .globalPooling: .globalPooling
    case .reduction: .reduction
    case .resize: .resize
    case .concatenation: .concatenation
    case .addition: .addition
    case .multiplication: .multiplication
    case .division: .division
    case .maximum: .maximum
    case .minimum: .minimum
    case .affine: .affine
    case .learnedScale: .learnedScale
    case .matrixProduct: .matrixProduct
    case .slice: .slice
    case .permutation: .permutation
    case .reshape: .reshape
    case .dropout: .dropout
    }
  }
}

extension Activation {
  /// The nonlinearity without its settings.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case relu, clamp, step, absolute, leakyReLU, elu, sigmoid, tanh, gelu
  }

  /// The nonlinearity without its settings.
  public var kind: Kind {
    switch self {
    case .relu: .relu
    case .clamp: .clamp
    case .step: .step
    case .absolute: .absolute
    case .leakyReLU: .leakyReLU
    case .elu: .elu
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .gelu: .gelu
    }
  }

  /// The settings, in the order in which the case names them.
  public var settings: [Double] {
    switch self {
    case .clamp(let lower, let upper): [lower, upper]
    case .step(let threshold): [threshold]
    case .leakyReLU(let slope): [slope]
    case .relu, .absolute, .elu, .sigmoid, .tanh, .gelu: []
    }
  }
}
