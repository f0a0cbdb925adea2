import HarmonizationPixels
import Testing

@Suite("One change for a series")
struct SeriesChangeTests {
  private static let colours: [SIMD3<Float>] = (0..<64).map { index in
    let levels = SIMD3<Float>(Float(index % 4), Float(index / 4 % 4), Float(index / 16))
    return levels * 0.25 + 0.1
  }

  private static func brighter(_ amount: Float) -> ColourTable { ColourTable(size: 9) { $0 + amount } }

  @Test("One photo keeps its own table")
  func one() throws {
    let table = Self.brighter(0.1)
    let series = try #require(SeriesChange(of: [table], colours: Self.colours))
    #expect(series.table == table)
    #expect(series.distances == [0])
  }

  @Test("Two photos meet halfway")
  func two() throws {
    let series = try #require(SeriesChange(of: [Self.brighter(0), Self.brighter(0.1)], colours: Self.colours))
    let change = series.table(SIMD3(repeating: 0.3)) - 0.3
    #expect((change - 0.05).max() < 1e-5 && (change - 0.05).min() > -1e-5)
    for distance in series.distances { #expect(abs(distance - 12.75) < 0.01) }
  }

  @Test("One photo that is far off does not pull the others away")
  func robust() throws {
    let amounts: [Float] = [0.03, 0.035, 0.04, 0.045, 0.05, 0.6]
    let series = try #require(SeriesChange(of: amounts.map(Self.brighter), colours: Self.colours))
    let change = series.table(SIMD3(repeating: 0.3)).x - 0.3
    #expect(change > 0.035 && change < 0.05, "\(change); the mean is 0.133")
    #expect(series.distances[5] > 130)
    #expect(series.distances[..<5].allSatisfy { $0 < 0.015 * 255 + 0.1 })
  }

  @Test("Tables that do not fit together, and nothing at all")
  func mistakes() {
    #expect(SeriesChange(of: [], colours: Self.colours) == nil)
    #expect(SeriesChange(of: [Self.brighter(0)], colours: []) == nil)
    #expect(SeriesChange(of: [Self.brighter(0), ColourTable(size: 5) { $0 }], colours: Self.colours) == nil)
  }
}
