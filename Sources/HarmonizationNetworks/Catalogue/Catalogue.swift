import HarmonizationGraph

/// Every network that this package knows; a new variant is a row.
public enum Catalogue {
  /// All configurations: base models, the paper's models, its ablations, PCT-Net's, and our own.
  public static let configurations: [Configuration] =
    bases + foregroundAware + ablations + pixelwise + beyond

  /// The configuration called `name`, if there is one.
  public static func configuration(_ name: String) -> Configuration? { byName[name] }

  /// The graph of the configuration called `name` at the size that it was designed for.
  ///
  /// - Throws: ``CatalogueError`` for an unknown name, with the nearest known ones.
  public static func graph(_ name: String) throws -> Graph {
    guard let configuration = byName[name] else {
      throw CatalogueError.unknown(name, known: configurations.map(\.name))
    }
    return try configuration.graph()
  }

  private static let byName = Dictionary(
    configurations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  // MARK: Encoder-decoders

  private static func dih(_ depth: Int, improved: Bool = false, attentionFrom: Int? = nil) -> Configuration.Base {
    .dih(
      DeepImageHarmonization(
        depth: depth, batchNormFrom: improved ? 2 : 0, blending: improved, attentionFrom: attentionFrom))
  }

  private static func improvedSSAM(_ depth: Int, attentionFrom: Int) -> Configuration.Base {
    .unet(
      UNet(
        depth: depth, channels: 32, blending: true, attention: .spatialSeparated(midFactor: 0.5),
        attentionFrom: attentionFrom))
  }

  private static let ssam256 = Configuration.Base.unet(
    UNet(depth: 4, attention: .spatialSeparated(midFactor: 2), attentionFrom: 2))
  private static let idih256 = dih(7, improved: true)
  private static let idih512 = dih(8, improved: true)

  private static let bases: [Configuration] = [
    .init("dih256", base: dih(7), paper: "DIH"),
    .init("improved_dih256", base: idih256, paper: "iDIH"),
    .init("improved_sedih256", base: dih(7, improved: true, attentionFrom: 5)),
    .init("ssam256", base: ssam256, paper: "S2AM"),
    .init("improved_ssam256", base: improvedSSAM(4, attentionFrom: 2), paper: "iS2AM"),
    .init("iseunetv1_256", base: .unet(UNet(depth: 4, attention: .maskedChannel, attentionFrom: 1))),
    .init("dih512", base: dih(8)),
    .init("improved_dih512", base: idih512),
    .init("improved_ssam512", base: improvedSSAM(6, attentionFrom: 3)),
    .init("improved_sedih512", base: dih(8, improved: true, attentionFrom: 6)),
  ]

  // MARK: With a pretrained backbone

  private static let hrnet18s = Backbone.hrnet(width: 18)
  private static let hrnet18 = Backbone.hrnet(width: 18, small: false)

  private static let foregroundAware: [Configuration] = [
    .init("hrnet18s_idih256", base: idih256, backbone: hrnet18s, paper: "iDIH-HRNet18s"),
    .init("hrnet18s_v2p_idih256", base: idih256, backbone: .hrnet(width: 18, pyramid: 256), paper: "iDIH-HRNet18s-V2p"),
    .init("hrnet18_idih256", base: idih256, backbone: hrnet18, paper: "iDIH-HRNet18"),
    .init(
      "hrnet18_v2p_idih256", base: idih256, backbone: .hrnet(width: 18, small: false, pyramid: 256),
      paper: "iDIH-HRNet18-V2p"),
    .init("hrnet32_idih256", base: idih256, backbone: .hrnet(width: 32, small: false), paper: "iDIH-HRNet32"),
    .init("deeplab_r34_idih256", base: idih256, backbone: .deepLabResNet34, paper: "iDIH-DeepLab-ResNet34"),
    .init("hrnet18s_sedih256", base: dih(7, improved: true, attentionFrom: 5), backbone: hrnet18s),
    .init("hrnet18s_issam256", base: improvedSSAM(4, attentionFrom: 2), backbone: hrnet18s, paper: "iS2AM-HRNet18s"),
    .init("hrnet18_issam256", base: improvedSSAM(4, attentionFrom: 2), backbone: hrnet18, paper: "iS2AM-HRNet18"),
    .init("hrnet18s_ssam256", base: ssam256, backbone: hrnet18s, paper: "S2AM-HRNet18s"),
    .init("hrnet18_ssam256", base: ssam256, backbone: hrnet18, paper: "S2AM-HRNet18"),
    .init("hrnet18_idih512", base: idih512, backbone: hrnet18),
    .init("hrnet18_sedih512", base: dih(8, improved: true, attentionFrom: 6), backbone: hrnet18),
    .init("hrnet18_ssam512", base: improvedSSAM(6, attentionFrom: 3), backbone: hrnet18),
  ]

  // MARK: Ablations

  private static let ablations: [Configuration] = [
    .init(
      "hrnet18s_idih256_no_mask", base: idih256, backbone: hrnet18s, maskFusion: .none,
      paper: "iDIH-HRNet18s, not foreground-aware"),
    .init("hrnet18_idih512_no_mask", base: idih512, backbone: hrnet18, maskFusion: .none),
    .init("hrnet18s_idih256_rgb", base: idih256, backbone: hrnet18s, maskFusion: .rgb),
    .init("hrnet18s_idih256_sum", base: idih256, backbone: hrnet18s, join: .add),
    .init("hrnet18s_idih256_catc", base: idih256, backbone: hrnet18s, join: .concatenateAndReduce),
    .init("hrnet18s_idih256_multiscale", base: idih256, backbone: .hrnet(width: 18, multiscale: true)),
    .init("hrnet18s_idih256_no_ocr", base: idih256, backbone: .hrnet(width: 18, ocr: false)),
    .init("hrnet18s_idih256_decoder", base: idih256, backbone: hrnet18s, entry: .decoder),
    .init("hrnet18s_idih256_both", base: idih256, backbone: hrnet18s, entry: .both),
  ]

  // MARK: A transform for each pixel (PCT-Net, Guerreiro et al. 2023)

  private static let pixelwise: [Configuration] =
    transformers + convolutional
    + [.init("hrnet18s_idih256_pct", base: idih256, backbone: hrnet18s, transform: .init(.affine, clamps: true))]

  private static let transformers: [Configuration] = forms(symmetricOffset: false, clampedProducts: true).map {
    Configuration("ViT_pct\($0)", base: .transformer(VisionTransformer()), transform: $1, normalization: .unit)
  }

  private static let convolutional: [Configuration] = forms(symmetricOffset: true, clampedProducts: false).map {
    Configuration("CNN_pct\($0)", base: improvedSSAM(4, attentionFrom: 2), transform: $1)
  }

  /// The published forms by the suffix of their names. The two families differ in whether the symmetric form has an offset and
  /// whether products and sums are limited.
  private static func forms(symmetricOffset: Bool, clampedProducts: Bool) -> [(String, PixelwiseTransform)] {
    [
      ("", .init(.affine, clamps: true)),
      ("_sym", .init(.symmetric(hasOffset: symmetricOffset), clamps: true)),
      ("_polynomial", .init(.polynomial, clamps: true)),
      ("_identity", .init(.replacement, clamps: false)),
      ("_mul", .init(.product, clamps: clampedProducts)),
      ("_add", .init(.sum, clamps: clampedProducts)),
    ]
  }

  // MARK: Beyond the paper

  private static let beyond: [Configuration] = [
    .init("colour_transform256", base: .colour(ColourTransform())),
    .init("efficientnet_lite0_colour256", base: .colour(ColourTransform(dropout: 0.25, semantics: .init()))),
    .init("scene_colour256", base: .colour(ColourTransform(dropout: 0.25, seamBand: 2, semantics: .init()))),
  ]
}
