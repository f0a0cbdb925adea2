import Foundation
import HarmonizationImaging
import HarmonizationSupport

extension BatchRunner {
  /// The file that the result of `pair` goes to: the photo's path below the output folder, with the suffix of ``format``.
  public func target(for pair: PhotoPair) -> String {
    let own = ImageFormat(path: pair.name)
    let result = format ?? (own == .gif ? .png : own)
    guard let result, result != own else { return "\(output)/\(pair.name)" }
    return "\(output)/\((pair.name as NSString).deletingPathExtension).\(result.suffix)"
  }

  /// Makes the output ready for `pairs`: no two results under one name, none in the place of an input, and no unfinished
  /// files of a batch that was killed.
  ///
  /// Ask for all pairs before a share of them is run: `a.jpg` and `a.png` both become `a.jpg` where that is the format.
  /// - Throws: ``HarmonizationError/sameResult(photos:output:)``,
  ///   ``HarmonizationError/resultReplacesInput(output:input:)``.
  public func prepare(_ pairs: [PhotoPair]) throws {
    let inputs = Set(pairs.flatMap { [Self.resolved($0.photo), Self.resolved($0.mask)] })
    var photos: [String: String] = [:]
    for pair in pairs {
      let target = target(for: pair)
      if let other = photos.updateValue(pair.photo, forKey: target) {
        throw HarmonizationError.sameResult(photos: [other, pair.photo], output: target)
      }
      let place = Self.resolved(target)
      if inputs.contains(place) { throw HarmonizationError.resultReplacesInput(output: target, input: place) }
    }
    AtomicFile.removeAbandoned(of: Array(photos.keys))
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardized.path
  }
}
