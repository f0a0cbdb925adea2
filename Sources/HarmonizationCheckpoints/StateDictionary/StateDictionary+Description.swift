/// What a network's input and output are normalised with: `(x - mean) / standardDeviation` per channel, x in [0, 1].
public struct Normalization: Sendable, Equatable {
  /// The mean of red, green and blue.
  public var mean: [Double]
  /// The standard deviation of red, green and blue.
  public var standardDeviation: [Double]

  /// A normalisation by three means and three standard deviations.
  public init(mean: [Double], standardDeviation: [Double]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// ImageNet's, which the reference implementation uses for every network.
  public static let imageNet = Normalization(
    mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
}

extension StateDictionary {
  /// The name of the network's configuration (`hrnet18s_idih256`), if the file says it.
  public var configuration: String? {
    get { metadata["configuration"] }
    set { metadata["configuration"] = newValue }
  }

  /// The normalisation, if the file says it.
  /// - Throws: `badMetadata` unless it is three finite means and three positive deviations.
  public func normalization() throws(CheckpointError) -> Normalization? {
    guard metadata["mean"] != nil || metadata["std"] != nil else { return nil }
    let deviation = try triple("std")
    guard deviation.allSatisfy({ $0 > 0 }) else {
      throw CheckpointError(.badMetadata(key: "std", value: metadata["std"] ?? ""))
    }
    return Normalization(mean: try triple("mean"), standardDeviation: deviation)
  }

  /// Records the normalisation in the metadata, as JSON arrays under `mean` and `std`.
  public mutating func setNormalization(_ normalization: Normalization) {
    metadata["mean"] = "\(normalization.mean)"
    metadata["std"] = "\(normalization.standardDeviation)"
  }

  private func triple(_ key: String) throws(CheckpointError) -> [Double] {
    let text = metadata[key] ?? ""
    let numbers = text.split(whereSeparator: { "[], ".contains($0) }).map { Double($0) ?? .nan }
    guard numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
      throw CheckpointError(.badMetadata(key: key, value: text))
    }
    return numbers
  }
}
