import HarmonizationImaging

/// What PSNR takes as its peak; published numbers differ by about 0.3 dB for this reason alone.
public enum PSNRPeak: String, Sendable, Codable, CaseIterable {
  /// The largest sample of the target, image by image, as in the code published with Sofiiuk et al. 2020.
  case targetMaximum = "max(target)"
  /// 255 for every image, as in most other code.
  case fullScale = "255"
}

/// The size at which predictions are made and compared.
public enum EvaluationSize: Sendable, Equatable {
  /// As the files are.
  case native
  /// Stretched to `width` x `height`, whatever the aspect ratio.
  case fixed(width: Int, height: Int)
  /// Shrunk so that the longer side is `side`; smaller images stay.
  case longestAtMost(Int)
}

/// Which pixels' errors are MSE and PSNR.
public enum MeasuredPart: String, Sendable, Codable, CaseIterable {
  /// All.
  case picture
  /// The foreground's, weighted by the soft mask and divided by all pixels, as PCT-Net's evaluation code does: what JPEG does to the
  /// background does not count.
  case foreground
}

/// A named way to turn a prediction into numbers. Numbers from different protocols must not be compared.
public struct EvaluationSetting: Sendable, Equatable {
  /// Short name as on the command line and in reports.
  public let name: String
  /// The size of evaluation.
  public let size: EvaluationSize
  /// The peak of PSNR.
  public let peak: PSNRPeak
  /// Whose errors are MSE and PSNR.
  public let part: MeasuredPart

  /// A protocol of one's own.
  public init(name: String, size: EvaluationSize, peak: PSNRPeak, part: MeasuredPart = .picture) {
    self.name = name
    self.size = size
    self.peak = peak
    self.part = part
  }

  /// The evaluation of Sofiiuk et al. 2020: all images 256x256 by OpenCV's bilinear resize, the mask left soft, PSNR peak max(target).
  public static let reference256 = EvaluationSetting(
    name: "reference256", size: .fixed(width: 256, height: 256), peak: .targetMaximum)

  /// As ``reference256``, with the peak 255 that most other publications use.
  public static let fixed256 = EvaluationSetting(
    name: "fixed256", size: .fixed(width: 256, height: 256), peak: .fullScale)

  /// As ``reference256`` at 512x512.
  public static let reference512 = EvaluationSetting(
    name: "reference512", size: .fixed(width: 512, height: 512), peak: .targetMaximum)

  /// Shrunk to at most 1024 pixels a side, the reference's `LimitLongest1024`.
  public static let reference1024 = EvaluationSetting(
    name: "reference1024", size: .longestAtMost(1024), peak: .targetMaximum)

  /// The files as they are: the prediction is made at native size (a 256-pixel network needs the full-resolution transfer).
  public static let native = EvaluationSetting(name: "native", size: .native, peak: .targetMaximum)

  /// As ``native``, with the peak 255.
  public static let native255 = EvaluationSetting(name: "native255", size: .native, peak: .fullScale)

  /// PCT-Net's evaluation at full resolution (Guerreiro et al. 2023): as ``native255``, with MSE and PSNR of the foreground alone. Networks
  /// that predict parameters see and give what their published code does: the whole picture reduced as OpenCV does, the published
  /// blend, not rounded.
  public static let pctnet = EvaluationSetting(name: "pctnet", size: .native, peak: .fullScale, part: .foreground)

  /// All protocols that have a name of their own.
  public static let all = [reference256, fixed256, reference512, reference1024, native, native255, pctnet]

  /// The protocol with this name.
  /// - Throws: ``EvaluationError/unknownProtocol(name:known:)``.
  public static func named(_ name: String) throws(EvaluationError) -> EvaluationSetting {
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownProtocol(name: name, known: all.map(\.name))
    }
    return found
  }

  /// One line for the head of a report, for example `reference256: 256x256, PSNR peak max(target)`.
  public var summary: String {
    "\(name): \(size.label), PSNR peak \(peak.rawValue)" + (part == .picture ? "" : ", errors of the foreground alone")
  }
}

extension EvaluationSize {
  /// `native`, `256x256` or `longest side at most 1024`.
  public var label: String {
    switch self {
    case .native: "native size"
    case .fixed(let width, let height): "\(width)x\(height)"
    case .longestAtMost(let side): "longest side at most \(side)"
    }
  }

  /// The size at which an image of `width` x `height` is evaluated.
  public func target(width: Int, height: Int) -> (width: Int, height: Int) {
    switch self {
    case .native: (width, height)
    case .fixed(let width, let height): (max(1, width), max(1, height))
    case .longestAtMost(let side):
      if max(width, height) <= side { (width, height) } else { Self.shrink(width, height, to: side) }
    }
  }

  private static func shrink(_ width: Int, _ height: Int, to side: Int) -> (width: Int, height: Int) {
    let scale = Double(side) / Double(max(width, height))
    // Halves go to the even number, as in the reference's image library.
    let (columns, rows) = (Double(width) * scale, Double(height) * scale)
    return (max(1, Int(columns.rounded(.toNearestOrEven))), max(1, Int(rows.rounded(.toNearestOrEven))))
  }
}
