import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("JPEG artefacts")
struct JPEGArtefactsTests {
  @Test("the block transform agrees with the textbook sum and its inverse undoes it")
  func transform() {
    var random = CounterRandom(1)
    let source = (0..<64).map { _ in Float(random.uniform(in: -128...127)) }
    var block = source
    block.withUnsafeMutableBufferPointer { block in
      BlockTransform.basis.withUnsafeBufferPointer { basis in
        guard let block = block.baseAddress, let basis = basis.baseAddress else { return }
        BlockTransform.forward(block, basis)
        BlockTransform.transpose(block)
        BlockTransform.forward(block, basis)
        for (u, v) in [(0, 0), (3, 0), (0, 5), (7, 7), (2, 6)] {
          var sum = 0.0
          for y in 0..<8 {
            for x in 0..<8 {
              let (a, b) = (Double((2 * y + 1) * v) * .pi / 16, Double((2 * x + 1) * u) * .pi / 16)
              sum += Double(source[8 * y + x]) * cos(a) * cos(b)
            }
          }
          let scale = (u == 0 ? 0.5.squareRoot() : 1) * (v == 0 ? 0.5.squareRoot() : 1) / 4
          #expect(abs(Double(block[8 * u + v]) - sum * scale) < 1e-3)
        }
        BlockTransform.inverse(block, basis)
        BlockTransform.transpose(block)
        BlockTransform.inverse(block, basis)
      }
    }
    #expect(zip(block, source).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test("tables are those of the standard at quality 50, all ones at 100")
  func tables() {
    #expect(
      QuantizationTable.scaled(QuantizationTable.luminance, quality: 50).map { Int($0) } == QuantizationTable.luminance)
    #expect(QuantizationTable.scaled(QuantizationTable.chrominance, quality: 100).allSatisfy { $0 == 1 })
    #expect(QuantizationTable.luminance.count == 64 && QuantizationTable.chrominance.count == 64)
  }

  @Test("lower quality loses more; flat pictures and odd sizes survive")
  func quality() {
    let picture = scene(70, width: 61, height: 43).bytes
    let errors = [95, 75, 30, 5].map { quality in
      zip(picture.withJPEGArtefacts(quality: quality).samples, picture.samples).reduce(0.0) {
        $0 + pow(Double($1.0) - Double($1.1), 2)
      } / Double(picture.samples.count)
    }
    #expect(errors == errors.sorted() && errors[0] < 12 && errors[3] > 10)
    let flat = Raster<UInt8>(width: 17, height: 9, channels: 3, repeating: 128)
    #expect(flat.withJPEGArtefacts(quality: 50) == flat)
  }
}
