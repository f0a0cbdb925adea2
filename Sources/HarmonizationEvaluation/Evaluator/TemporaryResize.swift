import Imaging

extension Raster where Sample == Float {
  func bilinearlyResized(width w: Int, height h: Int) -> Raster {
    var out = Raster(width: w, height: h, bands: bands, repeating: 0)
    for y in 0..<h {
      let sy = max(0, min(Double(height - 1), (Double(y) + 0.5) * Double(height) / Double(h) - 0.5))
      let (y0, fy) = (Int(sy), Float(sy - Double(Int(sy))))
      let y1 = min(y0 + 1, height - 1)
      for x in 0..<w {
        let sx = max(0, min(Double(width - 1), (Double(x) + 0.5) * Double(width) / Double(w) - 0.5))
        let (x0, fx) = (Int(sx), Float(sx - Double(Int(sx))))
        let x1 = min(x0 + 1, width - 1)
        for b in 0..<bands {
          let top = samples[offset(x: x0, y: y0) + b] * (1 - fx) + samples[offset(x: x1, y: y0) + b] * fx
          let bottom = samples[offset(x: x0, y: y1) + b] * (1 - fx) + samples[offset(x: x1, y: y1) + b] * fx
          out.samples[out.offset(x: x, y: y) + b] = top * (1 - fy) + bottom * fy
        }
      }
    }
    return out
  }
}
extension Raster where Sample == UInt8 {
  func bilinearlyResized(width w: Int, height h: Int) -> Raster {
    map(filling: Float(0)) { Float($0) }.bilinearlyResized(width: w, height: h).map(filling: 0) { UInt8($0.rounded()) }
  }
}
