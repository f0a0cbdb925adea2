import Foundation
import HarmonizationImaging
import HarmonizationPixels
import Testing

@testable import ImageHarmonization

/// Damaged and hostile pictures through the whole path of `harmonize photo` except the network itself: opened, understood, reduced,
/// rendered, encoded. Each ends with a result or a typed error, soon. `make fuzz` tries 10,000 of each.
@Suite(
  "Mutated pictures", .serialized, .enabled(if: (try? ImagingLibrary.version()) != nil, "libvips is not installed"))
struct PictureFuzzTests {
  private static let count = ProcessInfo.processInfo.environment["HARMONIZE_FUZZ"].flatMap(Int.init) ?? 150
  private static let width = 48
  private static let height = 40
  /// Far more than any of these small pictures takes, even on a busy machine.
  private static let limit: Duration = .seconds(10)

  /// Valid files of all formats and channels.
  private static func corpus(_ channels: [Int]) throws -> [[UInt8]] {
    var files: [[UInt8]] = []
    for count in channels {
      var raster = Raster<UInt8>(width: width, height: height, channels: count, repeating: 0)
      for index in raster.samples.indices {
        raster.samples[index] = UInt8(truncatingIfNeeded: index * 7 + index / width % 90)
      }
      let deep = raster.map { UInt16($0) * 257 }
      for format in [ImageFormat.png, .jpeg, .tiff, .webp] where try Encoder.isAvailable(format) {
        if format == .jpeg && count % 2 == 0 { continue }
        files.append(try Encoder().bytes(of: raster, as: format))
        if format == .png || format == .tiff { files.append(try Encoder().bytes(of: deep, as: format)) }
      }
    }
    return files
  }

  private struct Mutator {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return count > 0 ? Int(state >> 33) % count : 0
    }

    /// One to eight changes: bits, bytes of interest, cuts, copies within the file. Headers are hit more often than pixels.
    mutating func mutant(of file: [UInt8]) -> [UInt8] {
      var bytes = file
      for _ in 0...next(8) where bytes.count > 8 {
        let reach = next(3) == 0 ? bytes.count : min(bytes.count, 200)
        let at = next(reach)
        switch next(6) {
        case 0: bytes[at] ^= 1 << UInt8(next(8))
        case 1: bytes[at] = [0, 1, 0x7F, 0x80, 0xFF][next(5)]
        case 2: bytes[at] = UInt8(next(256))
        case 3: bytes.removeLast(next(bytes.count / 2))
        case 4:
          let part = Array(bytes[at..<min(at + next(32), bytes.count)])
          bytes.insert(contentsOf: part, at: next(bytes.count))
        default:
          for index in at..<min(at + 4, bytes.count) { bytes[index] = 0xFF }
        }
      }
      return bytes
    }
  }

  /// The whole path; errors of the declared kinds are fine.
  private static func harmonize(_ photo: [UInt8], _ mask: [UInt8]) throws {
    let decoder = Decoder(pixelLimit: 4_000_000, threads: 1)
    let photo = try Photo(.bytes(photo, name: "photo"), decoder: decoder)
    let reading = try MaskReading(.bytes(mask, name: "mask"), decoder: decoder).fitted(to: photo, resizing: true)
    let copy = try NetworkInput(
      of: photo, mask: reading.mask, view: .init(width: 32, height: 32, margin: 1.5))
    let transfer = try GuidedUpsampling(
      fitting: copy.composite, output: copy.composite.map { $0 * 0.9 + 0.02 }, mask: copy.foreground)
    let rendering = try Rendering(photo, mask: reading.mask, transform: transfer.operation(in: copy.part))
    _ = copy.notices.map { "\($0)" } + reading.notices.map { "\($0)" } + photo.notices.map { "\($0)" }
    for format in [ImageFormat.png, .jpeg] { _ = try Encoder().bytes(of: rendering, as: format) }
  }

  private static func attempt(_ photo: [UInt8], _ mask: [UInt8], _ name: String) {
    let start = ContinuousClock.now
    do { try harmonize(photo, mask) } catch is ImagingError {} catch is HarmonizationError {} catch is TransferError {
    } catch {
      Issue.record("\(name): an error of another kind: \(error)")
    }
    #expect(ContinuousClock.now - start < limit, "\(name) takes too long")
  }

  @Test("As they are they work")
  func unchanged() throws {
    let masks = try Self.corpus([1])
    for photo in try Self.corpus([1, 2, 3, 4]) { try Self.harmonize(photo, masks[0]) }
  }

  @Test("Photos")
  func photos() throws {
    let (corpus, masks) = (try Self.corpus([1, 2, 3, 4]), try Self.corpus([1]))
    var mutator = Mutator(state: 1)
    for index in 0..<Self.count {
      Self.attempt(mutator.mutant(of: corpus[index % corpus.count]), masks[0], "photo \(index)")
    }
  }

  @Test("Masks")
  func masks() throws {
    let (corpus, photos) = (try Self.corpus([1, 2, 3, 4]), try Self.corpus([3]))
    var mutator = Mutator(state: 2)
    for index in 0..<Self.count {
      Self.attempt(photos[0], mutator.mutant(of: corpus[index % corpus.count]), "mask \(index)")
    }
  }
}
