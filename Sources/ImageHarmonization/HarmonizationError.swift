import HarmonizationCheckpoints

/// What can go wrong between the modules: models that do not fit, photos and masks that do not fit.
public enum HarmonizationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The weights are not those of any network in the catalogue.
  case noNetworkFits(file: String, tensors: Int)
  /// The weights fit more than one network.
  case severalNetworksFit(file: String, names: [String])
  /// No default model was found.
  case noDefaultModel(searched: [String])
  /// The model that the environment names does not exist.
  case missingModel(path: String, variable: String)
  /// No weights have this name; `fetchable` is that of the published model that it means.
  case modelNotHere(name: String, folder: String, fetchable: String?)
  /// Photo and mask differ in size.
  case sizeMismatch(photo: String, photoSize: [Int], mask: String, maskSize: [Int])
  /// The mask has no foreground, and what it has instead.
  case emptyMask(String, reason: String = "nothing in it is white; the object must be")
  /// The mask has no background.
  case fullMask(String)
  /// The foreground is too small to be seen at the network's size.
  case tinyForeground(String)
  /// Two photos of a batch would get the same result file.
  case sameResult(photos: [String], output: String)
  /// A batch's result would take the place of a photo or a mask.
  case resultReplacesInput(output: String, input: String)
  /// A folder cannot be read.
  case unreadableFolder(path: String, reason: String)
  /// A method's change is none of colour alone, so that it is no table.
  case noTable(method: String)
  /// A tensor is not what a network takes.
  case tensor(name: String, reason: String)

  /// One line for people, with the remedy.
  public var description: String {
    switch self {
    case .noNetworkFits(let file, let tensors):
      "\(file): its \(tensors) tensors are not the weights of any known network; "
        + (Checkpoint.shardHint(for: file) ?? "`harmonize inspect` shows what it contains")
    case .severalNetworksFit(let file, let names):
      "\(file): fits several networks; name one with --network: \(names.joined(separator: ", "))"
    case .noDefaultModel(let searched):
      "no weights were named and no default model was found; use --weights FILE, set \(DefaultModel.environmentVariable), "
        + "or put one at \(searched.first ?? "")"
    case .missingModel(let path, let variable):
      "\(path): no such file; it is named by the environment variable \(variable)"
    case .modelNotHere(let name, let folder, let fetchable):
      "\(name): there is no such file, nor weights of this name in \(folder); "
        + (fetchable.map { "`harmonize models get \($0)` fetches them" } ?? "`harmonize models` lists what there is")
    case .sizeMismatch(let photo, let photoSize, let mask, let maskSize):
      "\(mask) is \(Self.text(maskSize)) but \(photo) is \(Self.text(photoSize)); the mask must have the photo's size, "
        + "or name --resize-mask"
    case .emptyMask(let mask, let reason): "\(mask): the mask is empty: \(reason)"
    case .fullMask(let mask):
      "\(mask): the mask covers the whole photo; there is no background to fit the foreground to"
    case .tinyForeground(let mask):
      "\(mask): the foreground is too small for the network to see; crop the photo around the object first"
    case .sameResult(let photos, let output):
      "\(photos.joined(separator: " and ")) would both become \(output); rename one or use separate output folders"
    case .resultReplacesInput(let output, let input):
      "\(output) would take the place of \(input); name another output folder"
    case .unreadableFolder(let path, let reason): "\(path): \(reason)"
    case .noTable(let method):
      "\(method) changes the same colour differently from place to place; use --transfer lut, which fits one table of colours to it"
    case .tensor(let name, let reason): "tensor '\(name)': \(reason)"
    }
  }

  private static func text(_ size: [Int]) -> String { size.map(String.init).joined(separator: "x") }
}
