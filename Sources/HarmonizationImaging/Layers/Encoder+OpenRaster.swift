import HarmonizationPixels
import HarmonizationSupport

extension Encoder {
  /// OpenRaster (freedesktop.org, 0.0.3): a zip archive of PNG pictures, one for each layer, and how they are stacked.
  func writeOpenRaster(_ rendering: Rendering, to path: String) throws(ImagingError) {
    var archive: StoredArchive
    do throws(FileError) { archive = try StoredArchive(path, options: overwrite ? [] : .keepsExisting) } catch {
      throw .file(error)
    }
    try archive.add("mimetype", Array("image/openraster".utf8))
    try archive.add("stack.xml", Array(Self.stack(rendering).utf8))
    for layer in Rendering.Layer.allCases {
      let pixels = layer == .background ? try rendering.photo.pipeline() : try rendering.cutout(of: layer)
      try archive.add(Self.place(of: layer), try bytes(of: pixels, of: rendering.photo, as: .png))
    }
    try archive.add("mergedimage.png", try bytes(of: rendering, as: .png))
    let size = Comparison.fitted(width: rendering.photo.width, height: rendering.photo.height, to: 256)
    try archive.add(
      "Thumbnails/thumbnail.png",
      try bytes(of: try rendering.raster(width: size.width, height: size.height), as: .png))
    try archive.finish()
  }

  private static func place(of layer: Rendering.Layer) -> String {
    switch layer {
    case .harmonized: "data/harmonized.png"
    case .original: "data/original.png"
    case .background: "data/background.png"
    }
  }

  private static func stack(_ rendering: Rendering) -> String {
    let layers = Rendering.Layer.allCases.map { layer in
      "    <layer name=\"\(layer.rawValue)\" src=\"\(place(of: layer))\" x=\"0\" y=\"0\" opacity=\"1.0\" "
        + "visibility=\"\(layer.isVisible ? "visible" : "hidden")\" composite-op=\"svg:src-over\"/>"
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <image version="0.0.3" w="\(rendering.photo.width)" h="\(rendering.photo.height)" xres="72" yres="72">
        <stack>
      \(layers.joined(separator: "\n"))
        </stack>
      </image>

      """
  }
}
