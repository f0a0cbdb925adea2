import Foundation
import HarmonizationGraph
import HarmonizationSupport
import HarmonizationTorch

/// Where weights start: the reference implementation's initialization, keyed by the seed and the parameter's name, so that a
/// network starts alike whatever else is in it and wherever it trains.
///
/// Unlike the reference, whose initializer overwrites it by accident, S2AM's mask blurring keeps its Gaussian kernel.
struct Initializer {
  let settings: InitializationSettings
  let seed: UInt64

  /// The first value of a state entry.
  func tensor(for spec: ParameterSpec) throws -> Tensor {
    switch spec.role {
    case .weight: try random(spec)
    case .normWeight, .runningVariance: try .full(spec.shape, 1)
    case .bias, .normBias, .runningMean, .batchCount: try .zeros(spec.shape)
    case .scale: try .full(spec.shape, Self.learnedScale)
    case .fixedKernel: try Self.gaussianKernel(spec.shape)
    }
  }

  /// Where the factor on the mask's features starts (reference: `ScaleLayer(init_value=0.1)`).
  private static let learnedScale = 0.1

  private func random(_ spec: ParameterSpec) throws -> Tensor {
    let bound = (settings.magnitude / fan(spec.shape)).squareRoot()
    let generator = try Generator(seed: StableKey.key(spec.name, seed: seed))
    switch settings.distribution {
    case .gaussian: return try generator.normal(spec.shape, deviation: bound)
    case .uniform: return try generator.uniform(spec.shape, in: -bound..<bound)
    }
  }

  /// As `torch.nn.init` counts: the first axis for outputs, the second for inputs, times the kernel's area.
  private func fan(_ shape: [Int]) -> Double {
    let area = Double(shape.dropFirst(2).reduce(1, *))
    let outputs = Double(shape.first ?? 1) * area
    let inputs = Double(shape.dropFirst().first ?? 1) * area
    switch settings.fan {
    case .average: return max((inputs + outputs) / 2, 1)
    case .input: return max(inputs, 1)
    case .output: return max(outputs, 1)
    }
  }

  /// A square kernel with deviation 1 that sums to 1, for each channel.
  private static func gaussianKernel(_ shape: [Int]) throws -> Tensor {
    let side = shape.last ?? 1
    let middle = Double(side - 1) / 2
    let line = (0..<side).map { exp(-(Double($0) - middle) * (Double($0) - middle) / 2) }
    let sum = line.reduce(0, +)
    let kernel = line.flatMap { y in line.map { y * $0 / (sum * sum) } }
    let channels = shape.dropLast(2).reduce(1, *)
    return try .from((0..<channels).flatMap { _ in kernel }, shape: shape)
  }
}
