import HarmonizationImaging
import HarmonizationSupport

extension BatchRunner {
  /// The file that the result of `pair` goes to: the photo's path below the output folder, with the suffix of ``format``.
  public func target(for pair: PhotoPair) -> String {
    let own = ImageFormat(path: pair.name)
    let result = format ?? (own == .gif ? .png : own)
    guard let result, result != own else { return "\(output)/\(pair.name)" }
    return "\(output)/\(FileName.withoutSuffix(pair.name)).\(result.suffix)"
  }

  /// Makes the output ready for `pairs`: no two results under one name, none in the place of an input, and no unfinished
  /// files of a batch that was killed.
  ///
  /// Ask for all pairs before a share of them is run: `a.jpg` and `a.png` both become `a.jpg` if that is the format.
  /// - Throws: ``HarmonizationError/sameResult(photos:output:)``,
  ///   ``HarmonizationError/resultReplacesInput(output:input:)``.
  public func prepare(_ pairs: [PhotoPair]) throws {
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
    AtomicFile.removeAbandoned(of: pairs.map(target(for:)))
  }

  private static func place(_ path: String) -> [UInt8] { FileName.bytes(of: FileSystem.resolved(path)) }
}
