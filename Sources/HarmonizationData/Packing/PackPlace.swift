/// The files of one sample in a packed folder, relative to it.
struct PackPlace: Equatable {
  /// The folder in iHarmony4's layout; nil for a photo.
  var subset: String?
  /// File name of the composite in the list; nil for a photo.
  var composite: String?
  var target: String
  var mask: String

  /// The composite's path.
  var compositePath: String? { subset.flatMap { subset in composite.map { "\(subset)/composite_images/\($0)" } } }

  /// A photo's place: `images/NAME.jpg` and `masks/NAME.png`; a number above 1 goes behind the name.
  static func photo(_ name: String, number: Int, suffix: String) -> PackPlace {
    let stem = numbered(name.replacing("/", with: "-"), number)
    return PackPlace(target: "images/\(stem).\(suffix)", mask: "masks/\(stem).png")
  }

  /// A composite's place in iHarmony4's layout. A name of that kind, `SUBSET/PHOTO_MASK_VARIANT.jpg`, is kept, so that
  /// composites share photos and masks as they did; any other becomes `NAME_1_1`.
  static func composite(_ name: String, number: Int, suffix: String) -> PackPlace {
    let path = name.split(separator: "/")
    let subset = path.count > 1 ? path.dropLast().joined(separator: "-") : "pairs"
    let file = path.last.map(String.init) ?? name
    let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    var parts = stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    if parts.count < 3 || parts.contains("") || number > 1 {
      parts = [numbered(stem.replacing("_", with: "-"), number), "1", "1"]
    }
    return PackPlace(
      subset: subset, composite: parts.joined(separator: "_") + ".\(suffix)",
      target: "\(subset)/real_images/\(parts[0]).\(suffix)",
      mask: "\(subset)/masks/\(parts.dropLast().joined(separator: "_")).png")
  }

  private static func numbered(_ name: String, _ number: Int) -> String { number > 1 ? "\(name)-\(number)" : name }

  /// The places of all samples by name; a name that is taken gets the next free number.
  static func all(_ names: [String], composites: Bool, suffix: String) -> [PackPlace] {
    var taken = Set<String>()
    return names.map { name in
      // The lists of categories are CSV.
      let name = name.replacing(",", with: "-")
      var number = 0
      while true {
        number += 1
        let place =
          composites
          ? composite(name, number: number, suffix: suffix) : photo(name, number: number, suffix: suffix)
        if taken.insert(place.compositePath ?? place.target).inserted { return place }
      }
    }
  }
}
