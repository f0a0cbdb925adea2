import HarmonizationPixels
import Testing

@testable import ImageHarmonization

/// Tables over time.
@Suite("Tables between key frames")
struct TableTrackTests {
  private static func table(_ shift: Float) -> ColourTable { ColourTable(size: 5) { $0 + shift } }

  private static func key(_ time: Double, _ shift: Float, shot: Int = 0) -> TableTrack.Key {
    TableTrack.Key(shot: shot, time: time, table: table(shift))
  }

  /// How much a track brightens grey.
  private static func shift(_ track: TableTrack, shot: Int = 0, at time: Double) throws -> Float {
    let table = try #require(track.table(shot: shot, at: time))
    return table(SIMD3(repeating: 0.5)).x - 0.5
  }

  @Test("Without smoothing tables are interpolated, and constant before the first key and behind the last")
  func interpolation() throws {
    let track = try TableTrack([Self.key(2, 0.2), Self.key(1, 0.1)], smoothing: 0)
    for (time, expected) in [(0, 0.1), (1, 0.1), (1.25, 0.125), (2, 0.2), (9, 0.2)] as [(Double, Float)] {
      #expect(abs(try Self.shift(track, at: time) - expected) < 1e-5)
    }
    #expect(track.table(shot: 1, at: 1) == nil)
  }

  @Test("Smoothing averages in both directions and keeps what is constant")
  func smoothing() throws {
    let keys = (0..<9).map { Self.key(Double($0), $0 == 4 ? 0.3 : 0) }
    let track = try TableTrack(keys, smoothing: 2)
    let peak = try Self.shift(track, at: 4)
    #expect(peak > 0.05 && peak < 0.2)
    #expect(abs(try Self.shift(track, at: 3) - Self.shift(track, at: 5)) < 1e-5)
    #expect(try Self.shift(track, at: 3) > 0.02)
    let constant = try TableTrack((0..<9).map { Self.key(Double($0), 0.1) }, smoothing: 2)
    #expect(abs(try Self.shift(constant, at: 3.7) - 0.1) < 1e-5)
  }

  @Test("Nothing is carried over a cut")
  func cut() throws {
    let keys = (0..<4).map { Self.key(Double($0), 0.1) } + (4..<8).map { Self.key(Double($0), 0.3, shot: 1) }
    let track = try TableTrack(keys, smoothing: 4)
    #expect(abs(try Self.shift(track, at: 3.9) - 0.1) < 1e-5)
    #expect(abs(try Self.shift(track, shot: 1, at: 4) - 0.3) < 1e-5)
  }

  @Test("Tables of different sizes and weights that are not positive are refused")
  func refusals() {
    let other = TableTrack.Key(time: 1, table: ColourTable(size: 7) { $0 })
    #expect(throws: TransferError.self) { try TableTrack([Self.key(0, 0), other]) }
    let weightless = TableTrack.Key(time: 1, table: Self.table(0), weight: 0)
    #expect(throws: TransferError.self) { try TableTrack([weightless]) }
    #expect(throws: TransferError.self) { try TableTrack([], smoothing: -1) }
  }

  @Test("A cut begins a shot; a pan does not")
  func cuts() {
    var finder = KeyFrameFinder(KeyFramePolicy(interval: 1))
    let mask = [UInt8](repeating: 255, count: 100)
    var shots: [Int] = []
    for frame in 0..<20 {
      let picture = (0..<300).map { UInt8(($0 * 3 + frame * 5) % 100 + (frame < 10 ? 0 : 120)) }
      let decision = finder.look(at: picture, mask: mask, time: Double(frame) / 25)
      if decision.isKey { finder.took(mask: mask, time: Double(frame) / 25) }
      #expect(decision.isKey == (frame == 0 || frame == 10))
      shots.append(decision.shot)
    }
    #expect(shots == [Int](repeating: 0, count: 10) + [Int](repeating: 1, count: 10))
  }

  @Test("Names are ordered by their numbers")
  func order() {
    let names = ["f10.png", "f2.png", "f1.png"]
    #expect(names.sorted { FrameFolder.order($0).lexicographicallyPrecedes(FrameFolder.order($1)) } == names.reversed())
  }
}
