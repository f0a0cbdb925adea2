import HarmonizationPixels

/// A decoder for baseline JPEG (ITU-T T.81): Huffman coding, 8 bits, one or three components, chroma at full or half
/// resolution; enough for packs made by this package, and nothing more.
///
/// It exists so that a packed data set trains on a machine without image libraries. Bytes are not trusted: every read is
/// checked, sizes are limited, and faults are errors.
enum JPEGDecoder {
  /// 8-bit RGB; throws `DataError.unreadableFile` with the given name.
  static func decode(_ bytes: UnsafeRawBufferPointer, name: String) throws -> Raster<UInt8> {
    do throws(JPEGFault) {
      let frame = try JPEGFrame(bytes)
      guard let picture = frame.rgb(try frame.decodePlanes(bytes)) else { throw JPEGFault("its sampling is unusual") }
      return picture
    } catch { throw DataError.unreadableFile(path: name, reason: "its JPEG cannot be decoded: \(error.reason)") }
  }
}

extension JPEGFrame {
  fileprivate func rgb(_ planes: [SamplePlane]) -> Raster<UInt8>? {
    guard let luma = planes.first, let first = components.first else { return nil }
    guard planes.count == 3 else {
      var neutral = luma
      for i in neutral.samples.indices { neutral.samples[i] = 128 }
      return YCbCrPlanes(luma: luma, blue: neutral, red: neutral, halfColumns: false, halfRows: false)
        .rgb(width: width, height: height)
    }
    return YCbCrPlanes(
      luma: luma, blue: planes[1], red: planes[2], halfColumns: first.horizontal == 2, halfRows: first.vertical == 2
    ).rgb(width: width, height: height)
  }

  fileprivate func decodePlanes(_ bytes: UnsafeRawBufferPointer) throws(JPEGFault) -> [SamplePlane] {
    let tables = try components.map { component throws(JPEGFault) in try BlockTables(component, self) }
    let (across, down) = (unitsAcross, unitsDown)
    var planes = components.map { SamplePlane(width: across * $0.horizontal * 8, height: down * $0.vertical * 8) }
    var reader = BitReader(bytes, from: scanStart)
    var predictions = [Int32](repeating: 0, count: components.count)
    var block = Coefficients()
    for unit in 0..<across * down {
      if restartInterval > 0, unit > 0, unit % restartInterval == 0 {
        guard reader.passRestart(unit / restartInterval - 1) else { throw JPEGFault("a restart marker is missing") }
        predictions = predictions.map { _ in 0 }
      }
      for (index, component) in components.enumerated() {
        for v in 0..<component.vertical {
          for h in 0..<component.horizontal {
            try block.read(&reader, tables[index], &predictions[index])
            let x = ((unit % across) * component.horizontal + h) * 8
            let y = ((unit / across) * component.vertical + v) * 8
            block.transform(into: &planes[index], x: x, y: y)
          }
        }
      }
      if reader.isExhausted { throw JPEGFault("it is cut off") }
    }
    return planes
  }
}

/// The tables of one component.
private final class BlockTables {
  let dc, ac: HuffmanTable
  let steps: [Float]

  init(_ component: JPEGFrame.Component, _ frame: JPEGFrame) throws(JPEGFault) {
    guard let dc = frame.dcTables[component.dcTable], let ac = frame.acTables[component.acTable],
      let steps = frame.quantization[component.quantization]
    else { throw JPEGFault("a table is missing") }
    (self.dc, self.ac, self.steps) = (dc, ac, steps)
  }
}

/// The place of each zigzag index with rows and columns exchanged, which is how `BlockTransform` wants coefficients.
private let transposedZigzag: [Int] = {
  let zigzag = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35,
    42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55,
    62,
    63,
  ]
  return zigzag.map { ($0 % 8) * 8 + $0 / 8 }
}()

/// The dequantized coefficients of one block.
private struct Coefficients {
  private var values = [Float](repeating: 0, count: 64)
  private var hasOnlyMean = true

  mutating func read(_ reader: inout BitReader, _ tables: BlockTables, _ prediction: inout Int32) throws(JPEGFault) {
    for i in 0..<64 { values[i] = 0 }
    hasOnlyMean = true
    guard let size = reader.symbol(tables.dc), size <= 11 else { throw JPEGFault("its data are corrupt") }
    prediction &+= reader.value(bits: Int(size))
    values[0] = Float(prediction) * tables.steps[0]
    var index = 1
    while index < 64 {
      guard let symbol = reader.symbol(tables.ac) else { throw JPEGFault("its data are corrupt") }
      let (run, size) = (Int(symbol >> 4), Int(symbol & 15))
      if size == 0 {
        guard run == 15 else { break }
        index += 16
        continue
      }
      index += run
      guard index < 64 else { throw JPEGFault("its data are corrupt") }
      values[transposedZigzag[index]] = Float(reader.value(bits: size)) * tables.steps[index]
      hasOnlyMean = false
      index += 1
    }
  }

  /// Writes the block's levels, 0...255, with its corner at (x, y).
  mutating func transform(into plane: inout SamplePlane, x: Int, y: Int) {
    let (stride, onlyMean) = (plane.width, hasOnlyMean)
    guard x + 8 <= plane.width, y + 8 <= plane.height else { return }
    values.withUnsafeMutableBufferPointer { values in
      plane.samples.withUnsafeMutableBufferPointer { samples in
        BlockTransform.basis.withUnsafeBufferPointer { basis in
          guard let block = values.baseAddress, let basis = basis.baseAddress, let start = samples.baseAddress else {
            return
          }
          let corner = start + y * stride + x
          if onlyMean {
            let level = limited(Lanes(repeating: (block[0] / 8 + 128).rounded()), 0, 255)
            for row in 0..<8 { (corner + row * stride)[lanes: 0] = level }
            return
          }
          BlockTransform.inverse(block, basis)
          BlockTransform.transpose(block)
          BlockTransform.inverse(block, basis)
          for row in 0..<8 { (corner + row * stride)[lanes: 0] = roundedLevels(block[lanes: row] + 128) }
        }
      }
    }
  }
}
