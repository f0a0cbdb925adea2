import HarmonizationImaging
import HarmonizationPixels

extension NetworkInput {
  /// The least columns and rows with which an object's colours can be judged.
  private static let fewestPixels = 16

  /// What the user should know about the mask, whatever the network makes of it.
  public var notices: [Notice] {
    guard let weights else { return [] }
    var notices: [Notice] = []
    if weights.coverage > 0.8, weights.coversBorder {
      notices.append(.probablyInverted(file: maskName, coverage: weights.coverage))
    }
    if let core = weights.core {
      let columns = Int((Double(core.width * composite.width) / Double(part.width)).rounded(.up))
      let rows = Int((Double(core.height * composite.height) / Double(part.height)).rounded(.up))
      // An object of few pixels in the photo cannot be shown any better.
      if columns < min(Self.fewestPixels, core.width) || rows < min(Self.fewestPixels, core.height) {
        notices.append(.fewPixels(mask: maskName, columns: columns, rows: rows))
      }
    }
    return notices
  }

  /// The same and, if the object hardly changes although it should, why.
  ///
  /// - Parameters:
  ///   - transfer: The change that was worked out.
  ///   - strength: Share of the change that is applied.
  func notices(after transfer: any FittedTransfer, strength: Double) throws -> [Notice] {
    guard weights != nil, strength > 0 else { return notices }
    let changed = try composite.changed(by: transfer.operation(in: composite.bounds), mask: foreground)
    return notices(after: changed, strength: strength)
  }

  /// As for a transfer, given the changed small picture, 0...1.
  func notices(after output: Raster<Float>, strength: Double) -> [Notice] {
    guard let weights else { return notices }
    let levels = meanChange(to: output) * strength * weights.typical
    guard strength > 0, levels < 0.5 else { return notices }
    return notices + [
      .littleChange(mask: maskName, levels: levels, brightest: weights.brightest, coverage: weights.coverage)
    ]
  }

  /// The mean change of the object's pixels at full strength, in levels of 255.
  private func meanChange(to output: Raster<Float>) -> Double {
    guard output.samples.count == composite.samples.count, composite.channels == 3 else { return .infinity }
    let brightest = foreground.samples.max() ?? 0
    var (sum, count) = (Float(0), 0)
    for (pixel, weight) in foreground.samples.enumerated() where weight >= brightest / 2 {
      for sample in 3 * pixel..<3 * pixel + 3 {
        sum += abs(min(max(output.samples[sample], 0), 1) - composite.samples[sample]) * weight
      }
      count += 3
    }
    return count > 0 ? Double(sum) / Double(count) * 255 : 0
  }
}
