import HarmonizationImaging
import HarmonizationSupport

extension BatchRunner {
  /// The file that the result of `pair` goes to: its name below the output folder, if there is one, with the suffix of ``format``.
  public func target(for pair: PhotoPair) -> String {
    let own = ImageFormat(path: pair.name)
    let result = format ?? (own == .gif ? .png : own)
    let path = output.isEmpty || pair.name.hasPrefix("/") ? pair.name : "\(output)/\(pair.name)"
    guard let result, result != own else { return path }
    return "\(FileName.withoutSuffix(path)).\(result.suffix)"
  }

  /// Checks `pairs` together: no two results under one name, and none in the place of an input.
  ///
  /// Ask for all pairs before a share of them is run: `a.jpg` and `a.png` both become `a.jpg` if that is the format.
  /// - Throws: ``HarmonizationError/sameResult(photos:output:)``,
  ///   ``HarmonizationError/resultReplacesInput(output:input:)``.
  public func check(_ pairs: [PhotoPair]) throws {
    // By bytes: two spellings of an accent are two files.
    let inputs = Set(pairs.flatMap { [Self.place($0.photo), Self.place($0.mask)] })
    var photos: [[UInt8]: String] = [:]
    for pair in pairs {
      let target = target(for: pair)
      if let other = photos.updateValue(pair.photo, forKey: FileName.bytes(of: target)) {
        throw HarmonizationError.sameResult(photos: [other, pair.photo], output: target)
      }
      let place = Self.place(target)
      if inputs.contains(place) {
        throw HarmonizationError.resultReplacesInput(output: target, input: FileName.text(place))
      }
    }
  }

  /// Checks a pair by itself.
  ///
  /// - Throws: ``HarmonizationError/resultReplacesInput(output:input:)``.
  func checkTarget(_ target: String, of pair: PhotoPair) throws {
    let place = Self.place(target)
    for input in [pair.photo, pair.mask] where Self.place(input) == place {
      throw HarmonizationError.resultReplacesInput(output: target, input: input)
    }
  }

  private static func place(_ path: String) -> [UInt8] { FileName.bytes(of: FileSystem.resolved(path)) }
}
