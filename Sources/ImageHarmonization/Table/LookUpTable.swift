import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// A look-up table as editors exchange it: three dimensions (`.cube`, Hald picture) or a curve for each channel (`.cube`).
///
///     let table = try LookUpTable(contentsOf: "look.cube")
///     let rendering = try Rendering(photo, mask: mask, transform: table)
///
/// Its colours are taken as sRGB-encoded; photos of other profiles are converted on the way.
public enum LookUpTable: PixelTransform, Equatable {
  /// A function of colour.
  case table(ColourTable)
  /// A function of each channel.
  case curves(ColourCurves)

  /// Reads a `.cube` file (1D with up to 65536 values, 3D with up to 129 nodes a side, domains honoured) or, with any other
  /// suffix, a Hald picture.
  ///
  /// - Throws: ``TableFileError`` with the line that is wrong; `FileError` for a file that cannot be read; `ImagingError` for a
  ///   picture that cannot be.
  public init(contentsOf path: String) throws {
    guard FileName.suffix(of: path).lowercased() == "cube" else {
      self = .table(try ColourTable(haldPicture: path))
      return
    }
    self = try CubeReader(file: path).read()
  }

  /// Replaces the colours of a run by what the table makes of them.
  public func apply(to span: PixelSpan) {
    switch self {
    case .table(let table): table.apply(to: span)
    case .curves(let curves): curves.apply(to: span)
    }
  }
}

extension ColourTable {
  /// Reads a `.cube` file in three dimensions or a Hald picture; see ``LookUpTable/init(contentsOf:)``, which also reads curves.
  ///
  /// - Throws: as there; ``TableFileError`` for a file of curves.
  public init(contentsOf path: String) throws {
    guard case .table(let table) = try LookUpTable(contentsOf: path) else {
      throw TableFileError(file: path, line: nil, reason: "it has a curve for each channel; a 3D table is needed")
    }
    self = table
  }

  /// Writes a `.cube` file or, by its suffix (`.png`, `.tif`), a Hald picture of level 8 with 16 bits.
  ///
  /// - Parameters:
  ///   - path: the file; it appears complete or not at all.
  ///   - title: what programs show; for `.cube` only.
  ///   - comments: lines about where it comes from; for `.cube` only.
  ///   - overwrite: whether an existing file may be replaced.
  /// - Throws: `FileError`; `ImagingError` for a picture that cannot be written; ``TableFileError`` for another suffix.
  public func write(to path: String, title: String = "", comments: [String] = [], overwrite: Bool = false) throws {
    switch FileName.suffix(of: path).lowercased() {
    case "cube": break
    case "png", "tif", "tiff": return try Encoder(overwrite: overwrite).write(haldPicture(), to: path)
    default:
      throw TableFileError(
        file: path, line: nil, reason: "a table is written as .cube or, as a Hald picture, as .png or .tif")
    }
    try AtomicFile.write(
      cubeText(title: title, comments: comments).utf8, to: path, options: overwrite ? [] : .keepsExisting)
  }
}
