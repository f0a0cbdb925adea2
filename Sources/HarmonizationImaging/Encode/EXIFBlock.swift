import CHarmonizationVips

/// Which tags a file's own EXIF data contain.
///
/// libexif, through which libvips reads and writes EXIF, adds tags that the standard demands (a version, a colour space of
/// "uncalibrated", ...) to data that lack them. A result states only what its photo stated.
struct EXIFBlock {
  private let directories: [Int: TIFFHeader]

  /// - Parameter bytes: EXIF data, with or without the mark that JPEG puts in front.
  init?(_ bytes: [UInt8]) {
    let mark = Array("Exif".utf8) + [0, 0]
    let start = bytes.starts(with: mark) ? mark.count : 0
    let read = { (offset: Int, count: Int) in
      offset >= 0 && count > 0 ? Array(bytes.dropFirst(start).dropFirst(offset).prefix(count)) : []
    }
    guard let main = TIFFHeader(read) else { return nil }
    let exif = main[0x8769]?.first.flatMap { TIFFHeader(read, at: $0) }
    let interoperability = exif?[0xA005]?.first.flatMap { TIFFHeader(read, at: $0) }
    directories = [0: main, 2: exif, 4: interoperability].compactMapValues { $0 }
  }

  /// The fields, by libvips's names, that libexif adds and the file does not contain. Size, resolution and orientation are written
  /// by libvips as they are.
  var invented: [String] {
    let demanded: [(directory: Int, tag: Int, name: String)] = [
      (0, 0x0213, "YCbCrPositioning"), (2, 0x9000, "ExifVersion"), (2, 0x9101, "ComponentsConfiguration"),
      (2, 0xA000, "FlashpixVersion"), (2, 0xA000, "FlashPixVersion"), (2, 0xA001, "ColorSpace"),
      (4, 0x0001, "InteroperabilityIndex"), (4, 0x0002, "InteroperabilityVersion"),
    ]
    return demanded.filter { directories[$0.directory]?[$0.tag] == nil }.map { "exif-ifd\($0.directory)-\($0.name)" }
  }
}
