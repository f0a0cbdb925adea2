import HarmonizationGraph

/// A network of the paper or one of its ablations: a row of the ``Catalogue``.
public struct Configuration: Hashable, Sendable, Identifiable {
  /// The reference implementation's name, such as `hrnet18s_idih256`, or this package's own.
  public let name: String
  /// The encoder-decoder.
  public let base: Base
  /// The pretrained network, if any.
  public let backbone: Backbone?
  /// How the backbone learns of the mask.
  public let maskFusion: MaskFusion
  /// How backbone features join the encoder-decoder.
  public let join: FeatureJoin
  /// Where backbone features enter.
  public let entry: FeatureEntry
  /// What the parameters mean that the network predicts for each pixel; nil for networks that predict colours.
  public let transform: PixelwiseTransform?
  /// How its input is normalized, unless the weights say otherwise.
  public let normalization: InputNormalization
  /// What the paper calls it, where it is a row of one of its tables.
  public let paperRow: String?

  /// The name.
  public var id: String { name }

  /// An encoder-decoder.
  public enum Base: Hashable, Sendable {
    /// DIH and iDIH.
    case dih(DeepImageHarmonization)
    /// S2AM, iS2AM and the SE U-Net.
    case unet(UNet)
    /// A transformer, whose map a ``PixelwiseTransform`` reads.
    case transformer(VisionTransformer)
    /// A colour transform for the whole foreground.
    case colour(ColourTransform)

    /// Number of encoder blocks.
    public var depth: Int {
      switch self {
      case .dih(let network): network.depth
      case .unet(let network): network.depth
      case .transformer(let network): network.patch.trailingZeroBitCount - 1
      case .colour(let network): network.depth
      }
    }
  }

  /// How a backbone learns of the foreground mask (Section 3.3 of the paper).
  public enum MaskFusion: Hashable, Sendable {
    /// Not at all.
    case none
    /// A convolution of the mask is added to the first layer's features.
    case sum
    /// A small network mixes the mask into the image.
    case rgb
  }

  init(
    _ name: String, base: Base, backbone: Backbone? = nil, maskFusion: MaskFusion = .sum,
    join: FeatureJoin = .concatenate, entry: FeatureEntry = .encoder,
    transform: PixelwiseTransform? = nil, normalization: InputNormalization = .imageNet, paper: String? = nil
  ) {
    self.name = name
    self.base = base
    self.backbone = backbone
    self.maskFusion = maskFusion
    self.join = join
    self.entry = entry
    self.transform = transform
    self.normalization = normalization
    paperRow = paper
  }

  /// Height and width that the network was designed for: 256, or 512 where the name says so.
  public var inputSize: Int { name.contains("512") ? 512 : 256 }

  /// How many times as large as the foreground the window is that the network looks at; nil where it sees the whole picture.
  public var windowMargin: Double? { if case .colour(let network) = base { network.margin } else { nil } }

  /// Whether it predicts one function of colour for the whole foreground, ``functionOutput``.
  public var predictsFunction: Bool { if case .colour = base { true } else { false } }

  /// The backbone sees the image at half size in networks for 512.
  var halvesBackboneInput: Bool { inputSize == 512 }

  /// Input sides must be a multiple of this; the reference pads to 2^(depth + 1).
  public var sizeDivisor: Int { 1 << (base.depth + 1) }
}
