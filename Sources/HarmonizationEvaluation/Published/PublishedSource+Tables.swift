// Only tables that were copied from the page they name. The tables of arXiv 2006.00809 itself are not among
// them; its authors' repository states that its retrained models differ slightly from the paper.

extension PublishedSource {
  /// The retrained models of Sofiiuk et al. 2020, as their repository reports them.
  public static let foregroundAware = PublishedSource(
    citation: "Sofiiuk et al. 2020, retrained models",
    page: "github.com/saic-vul/image_harmonization, README",
    caveat: nil,
    results: [
      row(
        "iDIH256", "improved_dih256", numbers: [19.58, 38.34, 30.84, 36.00, 84.74, 32.58, 50.05, 37.10, 30.70, 36.99]),
      row(
        "iSSAM256", "improved_ssam256", numbers: [16.48, 39.16, 22.60, 37.24, 69.67, 33.56, 40.59, 37.72, 24.65, 37.95]),
      row(
        "DeepLab-ResNet34", "deeplab_r34_idih256",
        numbers: [17.68, 38.97, 28.13, 36.33, 70.89, 33.25, 56.17, 37.25, 27.37, 37.53]),
      row(
        "HRNet18s", "hrnet18s_idih256", numbers: [14.30, 39.52, 22.57, 37.18, 63.03, 33.70, 51.20, 37.69, 22.82, 38.15]),
      row(
        "HRNet18", "hrnet18_idih256", numbers: [13.79, 39.62, 25.44, 36.91, 60.63, 33.88, 44.94, 37.74, 22.99, 38.16]),
      row(
        "HRNet18 pyramid", "hrnet18_v2p_idih256",
        numbers: [14.10, 39.56, 24.47, 37.04, 62.13, 33.90, 47.74, 37.46, 23.10, 38.15]),
      row(
        "HRNet32", "hrnet32_idih256", numbers: [14.00, 39.71, 23.04, 37.13, 57.55, 34.06, 53.70, 37.70, 22.22, 38.29]),
    ])

  /// The released model of Cong et al. 2020, as their repository reports it.
  public static let doveNet = PublishedSource(
    citation: "Cong et al. 2020, released model",
    page: "github.com/bcmi/Image-Harmonization-Dataset-iHarmony4, DoveNet/README",
    caveat: "own evaluation code; its resizing and PSNR peak may differ",
    results: [
      row("DoveNet", nil, numbers: [33.65, 35.95, 55.99, 34.26, 125.73, 30.58, 56.26, 34.76, 50.87, 34.83])
    ])

  /// The untouched composite and the network of Guo et al. 2021, as their repository reports them; the composite without its
  /// total, which counts a fifth subset.
  public static let intrinsicHarmony = PublishedSource(
    citation: "Guo et al. 2021",
    page: "github.com/zhenglab/IntrinsicHarmony, README",
    caveat: "own evaluation code; its resizing and PSNR peak may differ",
    results: [
      row(
        "composite", nil, numbers: [69.37, 33.99, 345.54, 28.52, 264.35, 28.43, 109.65, 34.36],
        fmse: [996.59, 2051.61, 1574.37, 1409.98]),
      row(
        "IntrinsicHarmony", nil, numbers: [21.61, 37.82, 40.67, 36.61, 94.91, 32.10, 51.44, 37.06, 35.90, 36.81],
        fmse: [361.94, 259.05, 638.36, 740.59, 369.64]),
    ])

  /// MSE and PSNR in turn for each subset in the order of ``PublishedResult/subsets``, then for all images.
  private static func row(
    _ method: String, _ configuration: String?, numbers: [Double], fmse: [Double] = []
  ) -> PublishedResult {
    let values = stride(from: 0, to: numbers.count - 1, by: 2).map { index in
      PublishedMetrics(
        numbers[index], numbers[index + 1], fmse: fmse.indices.contains(index / 2) ? fmse[index / 2] : nil)
    }
    return PublishedResult(method: method, configuration: configuration, values: values)
  }
}
