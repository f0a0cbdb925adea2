import HarmonizationPixels

/// One training or evaluation sample as it is on disk, at the size it is stored in.
public struct Sample: Sendable, Equatable {
  /// What logs and reports call it.
  public var name: String
  /// RGB, the input; nil for a plain photo, of which a composite is yet to be made by recolouring.
  public var composite: Raster<UInt8>?
  /// RGB, the real picture.
  public var target: Raster<UInt8>
  /// One channel, 255 in the foreground, as large as the target.
  public var mask: Raster<UInt8>

  /// A sample with the given pictures.
  public init(name: String, composite: Raster<UInt8>?, target: Raster<UInt8>, mask: Raster<UInt8>) {
    self.name = name
    self.composite = composite
    self.target = target
    self.mask = mask
  }
}

/// A set of samples that can be read in any order and from many threads at a time.
public protocol SampleSource: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// What a list or a folder names and this source leaves out, because a file is missing or a name is not understood.
  var problems: [BadSample] { get }
  /// The name of a sample, 0..<count.
  func name(at index: Int) -> String
  /// A label such as the object class; nil if there is none.
  func category(at index: Int) -> String?
  /// Reads a sample. Throws `DataError`, or the decoder's own error, naming the file.
  func sample(at index: Int) throws -> Sample
}

extension SampleSource {
  /// None.
  public var problems: [BadSample] { [] }

  /// No labels.
  public func category(at index: Int) -> String? { nil }

  /// Throws `DataError.invalidParameter` for an index outside 0..<count.
  func requireIndex(_ index: Int) throws {
    guard (0..<count).contains(index) else {
      throw DataError.invalidParameter(name: "index", reason: "\(index) is not one of \(count) samples")
    }
  }
}
