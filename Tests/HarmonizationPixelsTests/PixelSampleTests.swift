import HarmonizationPixels
import Testing

@Suite("Samples")
struct PixelSampleTests {
  @Test("every level reads as 0...1 and comes back")
  func roundTrip() {
    for level in UInt8.min...UInt8.max {
      #expect(UInt8(unit: level.unit) == level)
      #expect(UInt8(nearest: level.real) == level)
      #expect(UInt8(rounding: level.real) == level)
    }
    for level in stride(from: 0, through: 65535, by: 7) {
      let sample = UInt16(level)
      #expect(UInt16(unit: sample.unit) == sample)
      #expect(UInt16(nearest: sample.real) == sample)
      #expect(UInt16(rounding: sample.real) == sample)
    }
  }

  @Test("values between levels take the nearest; values outside and NaN clamp")
  func rounding() {
    #expect(UInt8(nearest: 10.4) == 10 && UInt8(nearest: 10.6) == 11)
    #expect(UInt8(rounding: 10.4) == 10 && UInt8(rounding: 10.6) == 11)
    #expect(UInt16(rounding: 65534.6) == 65535)
    #expect(UInt8(nearest: -3) == 0 && UInt8(nearest: 1e9) == 255 && UInt8(nearest: .nan) == 0)
    #expect(UInt16(nearest: -.infinity) == 0 && UInt16(nearest: .infinity) == 65535)
    #expect(UInt8(unit: 1.2) == 255 && UInt8(unit: -0.2) == 0)
    #expect(Float(unit: 1.2) == 1 && Float(nearest: 1.2) == 1.2)
  }

  @Test("one scale of 0 to 255 for all sample types")
  func levels() {
    #expect(UInt8(200).level == 200)
    #expect(UInt16(65535).level == 255 && UInt16(257).level == 1)
    #expect(Float(0.5).level == 127.5)
  }
}

@Suite("Rasters, rectangles and colour constants")
struct RasterTests {
  @Test("a raster takes as many samples as its shape has")
  func shape() {
    #expect(Raster<UInt8>(width: 2, height: 3, channels: 3, samples: Array(repeating: 0, count: 18)) != nil)
    #expect(Raster<UInt8>(width: 2, height: 3, channels: 3, samples: Array(repeating: 0, count: 17)) == nil)
    #expect(Raster<UInt8>(width: 0, height: 3, channels: 3, samples: []) == nil)
    #expect(Raster<UInt8>(width: .max, height: 2, channels: 3, samples: []) == nil)
  }

  @Test("mirroring exchanges columns, not channels")
  func mirrored() {
    let raster = Raster(width: 2, height: 2, channels: 2, samples: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(raster?.mirrored().samples == [3, 4, 1, 2, 7, 8, 5, 6])
    #expect(raster?.mirrored().mirrored() == raster)
  }

  @Test("inside means inside on every side, without overflow")
  func inside() {
    let picture = PixelRect(x: 0, y: 0, width: 100, height: 50)
    #expect(picture.isInside(picture))
    #expect(PixelRect(x: 99, y: 49, width: 1, height: 1).isInside(picture))
    for outside in [
      PixelRect(x: 99, y: 0, width: 2, height: 1), PixelRect(x: 0, y: 49, width: 1, height: 2),
      PixelRect(x: -1, y: 0, width: 5, height: 5), PixelRect(x: 5, y: 5, width: 0, height: 5),
      PixelRect(x: 5, y: 5, width: .max, height: 5),
    ] { #expect(!outside.isInside(picture)) }
    #expect(PixelRect(x: 3, y: 4, width: 5, height: 6).description == "5x6 at (3, 4)")
  }

  @Test("luma weights sum to 1, and sRGB's curve and its inverse undo each other")
  func colour() {
    #expect(abs(Luma.bt601.sum() - 1) < 1e-15)
    #expect(abs(Luma.bt601(red: 1, green: 1, blue: 1) - 1) < 1e-6)
    #expect(abs(Luma.bt709(red: 1, green: 1, blue: 1) - 1) < 1e-6)
    for step in 0...100 {
      let x = Double(step) / 100
      #expect(abs(SRGBCurve.encoded(SRGBCurve.linear(x)) - x) < 1e-7)
    }
    // IEC 61966-2-1: the middle grey of 18 % is encoded as 0.461.
    #expect(abs(SRGBCurve.encoded(0.18) - 0.4614) < 1e-4)
  }
}
