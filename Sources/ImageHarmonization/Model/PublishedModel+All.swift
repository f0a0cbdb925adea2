import HarmonizationSupport

extension PublishedModel {
  /// All that are known here: ours, then those with the best figures first, then those that are not read yet.
  public static let all = [shipped] + pctNet + paper + notRead

  /// What comes with the tool.
  public static let shipped = PublishedModel(
    name: "default", fileName: DefaultModel.fileName, network: "efficientnet_lite0_colour256", megabytes: 14.3,
    licence: "Apache-2.0", figures: "not trained on iHarmony4; see Models/README.md",
    page: "comes with the tool", address: nil,
    identity: .sha256("7488b1704cb369ae5db1d268dab408b867a9e5aca9e047b665d4d72e7dd8fc9b"))

  /// Guerreiro, Nakazawa, Stenger, CVPR 2023; the means of the figures that its repository has for each picture.
  private static let pctNet = [
    pctNet(
      "PCTNet_ViT", network: "ViT_pct", megabytes: 19, figures: "MSE 18.84, fMSE 237.5, PSNR 39.29",
      blob: "4c7fdd95916f68bcde8a318d24c1f0cac25a783d"),
    pctNet(
      "PCTNet_CNN", network: "CNN_pct", megabytes: 9, figures: "MSE 24.02, fMSE 282.8, PSNR 38.30",
      blob: "fb02dd3048483fef8bcb16caeb9b18224e2ccc2b"),
  ]

  private static func pctNet(
    _ name: String, network: String, megabytes: Double, figures: String, blob: String
  ) -> PublishedModel {
    let repository = "https://github.com/rakutentech/PCT-Net-Image-Harmonization"
    return PublishedModel(
      name: name, fileName: "\(name).pth", network: network, megabytes: megabytes, licence: "MPL-2.0",
      figures: figures + " at native size, peak 255", page: repository,
      address: "\(repository)/raw/1572176ed1a72217dad7395391615329b98d30c7/pretrained_models/\(name).pth",
      identity: .gitBlob(blob))
  }

  /// Sofiiuk, Popenova, Konushin 2020: retrained for publication, so that figures differ a little from the paper's. The sizes are four
  /// bytes for each parameter.
  private static let paper = [
    paper("hrnet32_idih256", network: "hrnet32_idih256", megabytes: 154, figures: "MSE 22.22, PSNR 38.29"),
    paper("hrnet18s_idih256", network: "hrnet18s_idih256", megabytes: 51, figures: "MSE 22.82, PSNR 38.15"),
    paper("hrnet18_idih256", network: "hrnet18_idih256", megabytes: 74, figures: "MSE 22.99, PSNR 38.16"),
    paper("hrnet18_v2p_idih256", network: "hrnet18_v2p_idih256", megabytes: 95, figures: "MSE 23.10, PSNR 38.15"),
    paper("issam256", network: "improved_ssam256", megabytes: 9, figures: "MSE 24.65, PSNR 37.95"),
    paper("deeplab_idih256", network: "deeplab_r34_idih256", megabytes: 138, figures: "MSE 27.37, PSNR 37.53"),
    paper("idih256", network: "improved_dih256", megabytes: 33, figures: "MSE 30.70, PSNR 36.99"),
  ]

  private static func paper(_ name: String, network: String, megabytes: Double, figures: String) -> PublishedModel {
    let repository = "https://github.com/saic-vul/image_harmonization"
    return PublishedModel(
      name: name, fileName: "\(name).pth", network: network, megabytes: megabytes, licence: "MPL-2.0",
      figures: figures + " at 256 x 256, peak max(target)", page: repository,
      address: "\(repository)/releases/download/v1.0/\(name).pth", identity: nil)
  }

  /// Figures from the files for each picture in PCT-Net's repository.
  private static let notRead = [
    PublishedModel(
      name: "harmonizer", fileName: "harmonizer.pth", network: nil, megabytes: nil, licence: "CC BY-NC-SA 4.0",
      figures: "MSE 27.62, fMSE 339.2, PSNR 37.23 at native size, peak 255",
      page: "https://github.com/ZHKKKe/Harmonizer", address: nil, identity: nil),
    PublishedModel(
      name: "dccf_idih_hrnet18s_v2p", fileName: "dccf_idih_hrnet18s_v2p_HR_pretrain.pth", network: nil, megabytes: nil,
      licence: "MPL-2.0", figures: "MSE 24.72, fMSE 302.6, PSNR 38.01 at native size, peak 255",
      page: "https://github.com/rockeyben/DCCF", address: nil, identity: nil),
  ]
}
