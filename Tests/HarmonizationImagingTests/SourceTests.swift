import Foundation
import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

/// A file is opened once, and decoded no more often than is worth it.
@Suite struct SourceTests {
  private func photo(_ format: ImageFormat, in folder: TemporaryFolder) throws -> String {
    let path = folder.file("photo.\(format.suffix)")
    try Encoder().write(picture(301, 257), to: path)
    return path
  }

  /// Everything that the pipeline does with a photo.
  private func use(_ photo: Photo) throws -> [[UInt8]] {
    let rendering = try Rendering(photo, mask: ellipse(photo.width, photo.height), transform: Warming())
    let part = PixelRect(x: 20, y: 30, width: 200, height: 150)
    return [
      try photo.raster(width: 32, height: 32).samples, try photo.raster(of: part, width: 32, height: 32).samples,
      try Encoder().bytes(of: rendering, as: .png), try photo.raster().samples,
    ]
  }

  #if os(Linux)
    @Test(arguments: [ImageFormat.jpeg, .png, .tiff, .webp])
    func aFileIsOpenedOnce(format: ImageFormat) throws {
      let folder = try TemporaryFolder()
      let path = try photo(format, in: folder)
      let opens = try OpenCounter(path)
      _ = try use(Photo(.file(path)))
      #expect(opens.count() == 1)
      _ = try MaskReading(.file(path))
      #expect(opens.count() == 1)
      _ = try MaskReading(.file(path), values: .stored)
      #expect(opens.count() == 1)
      _ = try Decoder().raster(.file(path), shortSide: 16)
      #expect(opens.count() == 1)
      // The counter counts: two readings are two opens.
      for _ in 0..<2 { _ = try Decoder().info(.file(path)) }
      #expect(opens.count() == 2)
    }
  #endif

  /// Another file of the same name does not change a photo that is open.
  @Test(arguments: [ImageFormat.jpeg, .png, .tiff])
  func aPhotoStaysTheSame(format: ImageFormat) throws {
    let folder = try TemporaryFolder()
    let path = try photo(format, in: folder)
    let expected = try use(Photo(.file(path)))
    let open = try Photo(.file(path))
    try Encoder(overwrite: true).write(Raster<UInt8>(width: 5, height: 4, channels: 3, repeating: 9), to: path)
    #expect(try use(open) == expected)
  }

  /// What the decoder does not reduce is decoded once: afterwards the file may lose its bytes.
  @Test func aSmallPictureIsDecodedOnce() throws {
    let folder = try TemporaryFolder()
    let path = try photo(.png, in: folder)
    let expected = try use(Photo(.file(path)))
    let photo = try Photo(.file(path))
    _ = try photo.raster(width: 32, height: 32)
    #expect(truncate(path, 0) == 0)
    #expect(try use(photo) == expected)
    #expect(throws: ImagingError.self) { try use(Photo(.file(path))) }
  }

  /// The same pixels and metadata, whether or not they were decoded before.
  @Test(arguments: 1...8)
  func keptPixelsAreTheSame(orientation: Int) throws {
    let bytes = try encoded(picture(61, 47), profile: "p3", orientation: orientation)
    let (kept, streamed) = (try Photo(.bytes(bytes, name: "a")), try Photo(.bytes(bytes, name: "b")))
    _ = try kept.raster(width: 16, height: 16)
    let mask = ellipse(kept.width, kept.height)
    let results = try [kept, streamed].map { photo in
      try Encoder().bytes(of: Rendering(photo, mask: mask, transform: Warming()), as: .png)
    }
    #expect(results[0] == results[1])
  }

  /// The number of threads belongs to a decoder and an encoder, not to the process.
  @Test func threadsArePerRequest() throws {
    let bytes = try encoded(picture(1300, 1000))
    for (decoding, encoding, expected) in [(1, nil, 1), (3, nil, 3), (3, 2, 2), (nil, nil, nil)] as [(Int?, Int?, Int?)]
    {
      let photo = try Photo(.bytes(bytes, name: "photo"), decoder: Decoder(threads: decoding))
      let rendering = try Rendering(photo, mask: ellipse(1300, 1000), transform: Warming())
      let image = try rendering.pipeline().image
      #expect(image.int("concurrency") == decoding)
      let encoder = Encoder(threads: encoding)
      _ = try encoder.bytes(of: image, as: .jpeg, source: nil)
      #expect(image.int("concurrency") == expected)
    }
  }
}
