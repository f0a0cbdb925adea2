import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

@Suite("harmonize photo", .needsEngines)
struct PhotoTests {
  init() throws { _ = try GeneratedWeights.path() }

  @Test("Names the result after the photo; the background stays bit for bit")
  func defaultName() throws {
    let folder = try TemporaryFolder.withPhoto()
    let result = try Tool.run(["photo", "photo.png", "mask.png"], in: folder)
    #expect(result.errors == [])
    #expect(result.code == 0)
    #expect(result.text == "photo_harmonized.png\n")
    #expect(folder.contents == ["mask.png", "photo.png", "photo_harmonized.png"])
    let counts = changed(
      try folder.bytes("photo.png"), try folder.bytes("photo_harmonized.png"), mask: Scene.mask())
    #expect(counts?.background == 0)
    #expect((counts?.foreground ?? 0) > 1000)
  }

  #if os(Linux)
    @Test("Photo and mask are opened once each", arguments: ["photo.png", "photo.jpg"])
    func opens(name: String) throws {
      let folder = try TemporaryFolder.withPhoto()
      if name.hasSuffix("jpg") { try Encoder().write(Scene.picture(), to: folder.file(name)) }
      let counters = try [name, "mask.png"].map { try OpenCounter(folder.file($0)) }
      let result = try Tool.run(
        ["photo", name, "mask.png", "-o", "result.png", "--compare", "both.jpg"], in: folder)
      #expect(result.code == 0, "\(result.errors)")
      #expect(counters.map { $0.count() } == [1, 1])
    }
  #endif

  @Test("16 bit stays 16 bit, the background bit for bit; strength 0 changes nothing")
  func deep() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Encoder().bytes(of: Scene.deepPicture(), as: .png), to: "deep.png")
    for (strength, output) in [("1", "full.png"), ("0", "none.png")] {
      let result = try Tool.run(["photo", "deep.png", "mask.png", "-o", output, "--strength", strength], in: folder)
      #expect(result.code == 0, "\(result.errors)")
    }
    let full = changed(try folder.words("deep.png"), try folder.words("full.png"), mask: Scene.mask())
    #expect(full?.background == 0)
    #expect((full?.foreground ?? 0) > 1000)
    #expect(try folder.words("none.png")?.samples == Scene.deepPicture().samples)
  }

  @Test("Grey stays grey, alpha is kept")
  func channels() throws {
    let folder = try TemporaryFolder.withPhoto()
    for channels in [1, 2, 4] {
      let picture = Scene.picture(channels: channels)
      try folder.write(picture, to: "\(channels).png")
      let result = try Tool.run(["photo", "\(channels).png", "mask.png", "-o", "\(channels)-result.png"], in: folder)
      #expect(result.code == 0, "\(result.errors)")
      let harmonized = try #require(try folder.bytes("\(channels)-result.png"))
      let counts = changed(picture, harmonized, mask: Scene.mask())
      #expect(counts?.background == 0)
      #expect((counts?.foreground ?? 0) > 500)
      guard channels != 1 else { continue }
      let alphas = stride(from: channels - 1, to: picture.samples.count, by: channels)
      #expect(alphas.allSatisfy { picture.samples[$0] == harmonized.samples[$0] })
    }
  }

  @Test("A turned JPEG fits a mask that is upright")
  func orientation() throws {
    let folder = try TemporaryFolder()
    let (width, height) = (Scene.width, Scene.height)
    let image = try VipsOperation.image("copy", [("in", .image(try VipsImage.over(Scene.picture())))]) {
      .processingFailed(file: "test", detail: $0)
    }
    image.set("orientation", 6)
    try folder.write(Encoder().bytes(of: image, as: .jpeg, source: nil), to: "turned.jpg")
    try folder.write(Scene.mask(height, width), to: "mask.png")
    let result = try Tool.run(["photo", "turned.jpg", "mask.png", "-o", "result.png"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let counts = changed(
      try folder.bytes("turned.jpg"), try folder.bytes("result.png"), mask: Scene.mask(height, width))
    #expect(counts?.background == 0)
    #expect((counts?.foreground ?? 0) > 1000)
  }

  @Test("Standard input and output give the same bytes as files")
  func streams() throws {
    let folder = try TemporaryFolder.withPhoto()
    let file = try Tool.run(["photo", "photo.png", "mask.png", "-o", "file.png"], in: folder)
    #expect(file.code == 0, "\(file.errors)")
    let stream = try Tool.run(
      ["photo", "-", "mask.png", "--format", "png"], in: folder, input: folder.data("photo.png"))
    #expect(stream.code == 0, "\(stream.errors)")
    #expect(stream.output == (try folder.data("file.png")))
    let both = try Tool.run(["photo", "photo.png", "-", "-o", "-"], in: folder, input: folder.data("mask.png"))
    #expect(both.output == (try folder.data("file.png")))
  }

  @Test("Replaces a file only where that is asked for")
  func overwriting() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write("kept".utf8, to: "result.png")
    let command = ["photo", "photo.png", "mask.png", "-o", "result.png"]
    let refused = try Tool.run(command, in: folder)
    #expect(refused.code != 0)
    #expect(refused.errors == ["Error: 'result.png' exists; name another file or use --overwrite"])
    #expect(try folder.data("result.png") == Data("kept".utf8))
    #expect(try Tool.run(command + ["--overwrite"], in: folder).code == 0)
    #expect(try folder.bytes("result.png")?.width == Scene.width)
    // The photo itself may be replaced, and the comparison still shows what it was.
    let before = try folder.bytes("photo.png")
    let inPlace = ["photo", "photo.png", "mask.png", "-o", "photo.png", "--overwrite", "--compare", "both.png"]
    #expect(try Tool.run(inPlace, in: folder).code == 0)
    let (both, after) = (try #require(try folder.bytes("both.png")), try folder.bytes("photo.png"))
    #expect(both.width > 2 * Scene.width)
    #expect(both.samples.prefix(3 * Scene.width) == before?.samples.prefix(3 * Scene.width))
    #expect(changed(before, after, mask: Scene.mask())?.background == 0)
  }

  @Test("Pastes a cut-out, and saves the composite")
  func pasting() throws {
    let folder = try TemporaryFolder.withPhoto()
    var cutout = Raster<UInt8>(width: 40, height: 30, channels: 4, repeating: 255)
    for pixel in 0..<40 * 30 { (cutout.samples[4 * pixel], cutout.samples[4 * pixel + 1]) = (30, UInt8(pixel % 200)) }
    try folder.write(cutout, to: "cutout.png")
    let result = try Tool.run(
      [
        "photo", "--foreground", "cutout.png", "--background", "photo.png", "--at", "20,10", "--scale", "0.5",
        "--save-composite", "composite.png", "-o", "result.png",
      ], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    var mask = Scene.flat(0)
    for y in 10..<25 { for x in 20..<40 { mask.samples[y * Scene.width + x] = 255 } }
    let pasted = changed(try folder.bytes("photo.png"), try folder.bytes("composite.png"), mask: mask)
    #expect(pasted?.background == 0)
    #expect((pasted?.foreground ?? 0) > 250)
    let harmonized = changed(try folder.bytes("composite.png"), try folder.bytes("result.png"), mask: mask)
    #expect(harmonized?.background == 0)
    #expect((harmonized?.foreground ?? 0) > 250)
  }

  @Test("An inverted mask file with --invert-mask is the mask")
  func invertedMask() throws {
    let folder = try TemporaryFolder.withPhoto()
    var inverted = Scene.mask()
    for index in inverted.samples.indices { inverted.samples[index] = 255 - inverted.samples[index] }
    try folder.write(inverted, to: "inverted.png")
    #expect(try Tool.run(["photo", "photo.png", "mask.png", "-o", "a.png"], in: folder).code == 0)
    let second = ["photo", "photo.png", "inverted.png", "--invert-mask", "-o", "b.png"]
    #expect(try Tool.run(second, in: folder).code == 0)
    #expect(try folder.data("a.png") == folder.data("b.png"))
  }

  @Test("The reference protocol writes the network's own picture; --verbose says what took how long")
  func reference() throws {
    let folder = try TemporaryFolder.withPhoto()
    let result = try Tool.run(
      ["photo", "photo.png", "mask.png", "--protocol", "reference", "-o", "small.png", "--verbose"], in: folder)
    #expect(result.code == 0)
    let picture = try #require(try folder.bytes("small.png"))
    #expect(picture.width == 256 && picture.height == 256)
    #expect(result.errors.contains { $0.contains(" ms  network compiled") })
    #expect(result.errors.allSatisfy { $0.count <= 80 })
  }
}

@Suite("harmonize photo without a network", .needsVips)
struct BaselineTests {
  @Test("Colour statistics need no OpenVINO", arguments: ["reinhard", "monge-kantorovich"])
  func baseline(method: String) throws {
    let folder = try TemporaryFolder.withPhoto()
    // A dark foreground comes closer to its background.
    var picture = Scene.picture()
    let mask = Scene.mask()
    for pixel in mask.samples.indices where mask.samples[pixel] > 0 {
      for channel in 0..<3 { picture.samples[3 * pixel + channel] /= 2 }
    }
    try folder.write(picture, to: "dark.png")
    let result = try Tool.run(
      ["photo", "dark.png", "mask.png", "--method", method, "-o", "result.png"], in: folder,
      environment: ["HARMONIZE_OPENVINO": folder.path])
    #expect(result.code == 0, "\(result.errors)")
    let harmonized = try #require(try folder.bytes("result.png"))
    #expect(changed(picture, harmonized, mask: mask)?.background == 0)
    func mean(_ raster: Raster<UInt8>, foreground: Bool) -> Double {
      let pixels = mask.samples.indices.filter { (mask.samples[$0] == 255) == foreground }
      return pixels.reduce(0) { $0 + Double(raster.samples[3 * $1]) } / Double(pixels.count)
    }
    let goal = mean(picture, foreground: false)
    let (before, after) = (mean(picture, foreground: true), mean(harmonized, foreground: true))
    #expect(abs(after - goal) < abs(before - goal) / 3)
  }

  @Test("Every format that can be written can be asked for", arguments: ImageFormat.allCases.filter { $0 != .gif })
  func formats(format: ImageFormat) throws {
    let folder = try TemporaryFolder.withPhoto()
    let name = "result.\(format.suffix)"
    let result = try Tool.run(["photo", "photo.png", "mask.png", "--method", "reinhard", "-o", name], in: folder)
    if try Encoder.isAvailable(format) {
      #expect(result.code == 0, "\(result.errors)")
      #expect(try Decoder().info(.file(folder.file(name))).format == format)
      // And read again, with a name of its own.
      let again = try Tool.run(["photo", name, "mask.png", "--method", "reinhard"], in: folder)
      #expect(again.text == "result_harmonized.\(format.suffix)\n", "\(again.errors)")
    } else {
      #expect(result.code != 0)
      #expect(result.errors.count == 1)
      #expect(folder.contents == ["mask.png", "photo.png"])
    }
  }
}
