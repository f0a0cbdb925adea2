import Foundation
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging

@Suite(
  "Designs of layers",
  .enabled(if: (try? ImagingLibrary.version()) != nil, "libvips is not installed; `make setup` does it"))
struct OpenRasterTests {
  private static let (width, height) = (40, 30)

  /// One colour with one opacity.
  private static func layer(_ colour: [UInt8], _ width: Int, _ height: Int) throws -> [UInt8] {
    var raster = Raster<UInt8>(width: width, height: height, channels: colour.count, repeating: 0)
    for index in raster.samples.indices { raster.samples[index] = colour[index % colour.count] }
    return try Encoder().bytes(of: raster, as: .png)
  }

  /// A file of a grey background, a red square at (10, 5), half transparent, and a blue one over its left part.
  private static func design(_ layers: String? = nil, in folder: TemporaryFolder) throws -> String {
    let path = folder.file("design.ora")
    var archive = try StoredArchive(path, options: [])
    try archive.add("mimetype", Array("image/openraster".utf8))
    let stack =
      layers ?? """
        <stack name="group > one" x="2" y="1">
          <layer name="Blue &amp; hidden" src="data/b.png" visibility="hidden" x="0" y="0"/>
          <layer name='Blue' src='data/b.png' x='8' y='4' opacity="1.0" composite-op="svg:src-over" />
          <layer name="Red" src="data/r.png" x="8" y="4"/>
        </stack><!-- a <layer/> in a comment -->
        <layer name="Background" src="data/g.png"/>
        """
    let text = "<?xml version='1.0'?>\n<image w=\"40\" h=\"30\"><stack>\(stack)</stack></image>"
    try archive.add("stack.xml", Array(text.utf8))
    try archive.add("data/g.png", layer([100, 100, 100], width, height))
    try archive.add("data/r.png", layer([200, 0, 0, 128], 12, 10))
    try archive.add("data/b.png", layer([0, 0, 250, 255], 4, 10))
    try archive.finish()
    return path
  }

  @Test("The top visible layer is the foreground; groups move their layers")
  func top() throws {
    let folder = try TemporaryFolder()
    let design = try OpenRaster(.file(Self.design(in: folder)))
    #expect(design.layerNames == ["Blue & hidden", "Blue", "Red", "Background"])
    let made = try design.compositing()
    let (photo, mask) = (try made.photo.raster(), made.mask.raster)
    #expect(photo.width == 40 && photo.height == 30)
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      Array(photo.samples[photo.offset(x: x, y: y)..<photo.offset(x: x, y: y) + 3])
    }
    #expect(pixel(0, 0) == [100, 100, 100] && pixel(10, 5) == [0, 0, 250] && pixel(15, 5) == [150, 50, 50])
    #expect(mask.samples[mask.offset(x: 10, y: 5)] == 255 && mask.samples[mask.offset(x: 15, y: 5)] == 0)
    #expect(mask.samples.count { $0 > 0 } == 40)
  }

  @Test("Another layer can be chosen; what covers it is not part of it")
  func chosen() throws {
    let folder = try TemporaryFolder()
    let made = try OpenRaster(.file(Self.design(in: folder))).compositing(foreground: "Red")
    let mask = made.mask.raster
    #expect(mask.samples[mask.offset(x: 10, y: 5)] == 0 && mask.samples[mask.offset(x: 15, y: 5)] == 128)
    #expect(mask.samples.count { $0 > 0 } == 80)
  }

  @Test(
    "What would give a wrong picture is refused",
    arguments: [
      "<layer name='a' src='data/r.png'/>", "", "<layer name='a' src='data/r.png'/><layer name='b' src='data/r.png'/>",
      "<layer name='a' src='data/r.png' composite-op='svg:multiply'/><layer name='b' src='data/g.png'/>",
      "<layer name='a' src='data/r.png' opacity='0.5'/><layer name='b' src='data/g.png'/>",
      "<layer name='a' src='data/none.png'/><layer name='b' src='data/g.png'/>",
      "<layer name='a' src='data/r.png' x='999'/><layer name='b' src='data/g.png'/>",
      "<layer name='a' src='data/g.png'/><layer name='b' src='data/g.png'/>",
    ])
  func refusals(layers: String) throws {
    let folder = try TemporaryFolder()
    let path = try Self.design(layers, in: folder)
    #expect(throws: ImagingError.self) { try OpenRaster(.file(path)).compositing() }
  }

  @Test("Broken archives are refused, and nothing traps")
  func broken() throws {
    let folder = try TemporaryFolder()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.design(in: folder))))
    var noise = SystemRandomNumberGenerator()
    for round in 0..<300 {
      var changed = bytes
      if round % 3 == 0 { changed.removeLast(Int.random(in: 1..<bytes.count, using: &noise)) }
      for _ in 0..<4 where !changed.isEmpty {
        // Mostly in the directory, where sizes and places are.
        let start = round % 2 == 0 ? max(changed.count - 400, 0) : 0
        changed[Int.random(in: start..<changed.count, using: &noise)] = UInt8.random(in: 0...255, using: &noise)
      }
      // Whatever is read of it has the size of the design; whatever is not is an error that names the file.
      do throws(ImagingError) {
        let made = try OpenRaster(.bytes(changed, name: "changed")).compositing()
        #expect(made.photo.width == made.mask.width && made.photo.height == made.mask.height)
      } catch { #expect("\(error)".contains("changed")) }
    }
  }
}
