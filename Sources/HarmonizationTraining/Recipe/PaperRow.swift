/// A row of Table 3 of the paper (Sofiiuk et al. 2020) and how to train it.
public struct PaperRow: Sendable, Equatable {
  /// What the row is.
  public let name: String
  /// The recipe.
  public let recipe: String
  /// What is replaced in it, as for `--set`.
  public let settings: [String]

  init(_ name: String, _ recipe: String, setting settings: [String] = []) {
    self.name = name
    self.recipe = recipe
    self.settings = settings
  }

  /// All rows, in the order of the paper's argument.
  ///
  /// The paper trains each for 180 epochs; recipes without a backbone have the 120 of the reference's scripts.
  public static let all = [
    PaperRow("DIH, no augmentation, MSE", "dih256", setting: ["augmentation.crop=resize", "augmentation.flip=0"]),
    PaperRow("DIH, flip, MSE", "dih256", setting: ["augmentation.crop=resize"]),
    PaperRow("DIH, flip and crop, MSE", "dih256"),
    PaperRow("DIH, flip and crop, FN-MSE", "dih256", setting: ["loss.kind=fn_mse"]),
    PaperRow("iDIH, MSE", "improved_dih256", setting: ["loss.kind=mse"]),
    PaperRow("iDIH, FN-MSE", "improved_dih256"),
    PaperRow("S2AM", "ssam256"),
    PaperRow("S2AM-HRNet W18s", "hrnet18s_ssam256"),
    PaperRow("S2AM-HRNet W18", "hrnet18_ssam256"),
    PaperRow("iDIH-HRNet W18s, not foreground-aware", "hrnet18s_idih256_no_mask"),
    PaperRow("iDIH-HRNet W18s", "hrnet18s_idih256"),
    PaperRow("iDIH-HRNet W18s, pyramid", "hrnet18s_v2p_idih256"),
    PaperRow("iDIH-HRNet W18", "hrnet18_idih256"),
    PaperRow("iDIH-HRNet W18, pyramid", "hrnet18_v2p_idih256"),
    PaperRow("iDIH-HRNet W32", "hrnet32_idih256"),
    PaperRow("iDIH-DeepLab ResNet-34", "deeplab_r34_idih256"),
  ]
}
