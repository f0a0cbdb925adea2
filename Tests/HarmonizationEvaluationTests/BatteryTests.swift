import Foundation
import HarmonizationData
import HarmonizationImaging
import HarmonizationPixels
import Testing

@testable import HarmonizationEvaluation

@Suite("Battery of casts")
struct BatteryTests {
  private static let side = 96

  /// A striped disc on a striped ground.
  private struct Photos: SampleSource {
    var count = 2
    var radius = 26.0
    func name(at index: Int) -> String { "disc\(index)" }
    func sample(at index: Int) -> Sample {
      var photo = Raster<UInt8>(width: side, height: side, channels: 3, repeating: 0)
      var mask = Raster<UInt8>(width: side, height: side, channels: 1, repeating: 0)
      for y in 0..<side {
        for x in 0..<side {
          let (dx, dy) = (Double(x) - 48, Double(y) - 44)
          let inside = dx * dx + dy * dy < radius * radius
          mask.samples[y * side + x] = inside ? 255 : 0
          let stripe = (x / 4 + index) % 2 * 30
          let colour = inside ? [110 + stripe, 90, 60 + stripe] : [60, 100 + stripe, 120]
          for channel in 0..<3 { photo.samples[3 * (y * side + x) + channel] = UInt8(colour[channel]) }
        }
      }
      return Sample(name: name(at: index), composite: nil, target: photo, mask: mask)
    }
  }

  private func disc() throws -> BatteryScene { try BatteryScene(Photos().sample(at: 0)) }

  private func cast(_ name: String) throws -> Cast { try #require(Cast.standard.first { $0.name == name }) }

  /// Mean of each channel inside the core, 0...255.
  private func mean(_ picture: Raster<UInt8>, _ weights: Raster<UInt8>) -> SIMD3<Double> {
    var (sum, count) = (SIMD3<Double>.zero, 0.0)
    for (i, weight) in weights.samples.enumerated() where weight > 0 {
      sum += SIMD3((0..<3).map { Double(picture.samples[3 * i + $0]) })
      count += 1
    }
    return sum / count
  }

  @Test("Each cast does what its name says")
  func casts() throws {
    let names = Cast.standard.map(\.name)
    #expect(names.count == 26 && Set(names).count == 26)
    let scene = try disc()
    let own = mean(scene.photo, scene.core)
    func changed(_ name: String) throws -> SIMD3<Double> {
      mean(try scene.composite(try cast(name), .inPlace), scene.core)
    }
    let (dark, mild, bright) = (try changed("ev-1.0"), try changed("ev-0.5"), try changed("ev+1.0"))
    #expect(dark.y < mild.y - 5 && mild.y < own.y - 5 && bright.y > own.y + 20)
    // Linear light of 90 / 255 is 0.1022; twice that encodes to 124.8.
    #expect(abs(bright.y - 124.8) < 0.6)
    let (warm, cool) = (try changed("wb3500"), try changed("wb12000"))
    #expect(warm.x > own.x + 10 && warm.z < own.z - 10 && cool.x < own.x && cool.z > own.z)
    #expect(try changed("green").y > own.y + 3 && changed("magenta").y < own.y - 3)
    func spread(_ colour: SIMD3<Double>) -> Double { colour.max() - colour.min() }
    #expect(abs(spread(try changed("saturation0.6")) - 0.6 * spread(own)) < 1)
    #expect(abs(spread(try changed("contrast0.7")) - 0.7 * spread(own)) < 1)
    #expect(abs(try changed("lift0.15").y - (255 * 0.15 + 0.85 * own.y)) < 0.6)
    #expect(abs(try changed("haze0.3").y - (0.7 * own.y + 0.3 * 212)) < 0.6)
    #expect(abs(try changed("gamma0.7").y - 255 * pow(90 / 255, 0.7)) < 0.6)
  }

  @Test(
    "Loose casts reach four of 256 pixels further; without a seam nothing near the edge is of the photo or of the cast")
  func edges() throws {
    let bright = try cast("ev+1.0")
    // A telltale ring on both sides of the edge.
    var sample = Photos().sample(at: 0)
    for i in sample.mask.samples.indices {
      let (dx, dy) = (Double(i % Self.side) - 48, Double(i / Self.side) - 44)
      if abs((dx * dx + dy * dy).squareRoot() - 26) < 1 {
        for channel in 0..<3 { sample.target.samples[3 * i + channel] = 250 }
      }
    }
    let scene = try BatteryScene(sample)
    #expect(scene.reach == 2)
    let (inPlace, loose) = (try scene.composite(bright, .inPlace), try scene.composite(bright, .loose))
    let noSeam = try scene.composite(bright, .noSeam)
    let grown = try scene.mask.grown(by: 2).raster
    var further = 0
    for i in scene.core.samples.indices {
      let pixel = 3 * i..<3 * i + 3
      if scene.mask.raster.samples[i] > 0 { #expect(loose.samples[pixel] == inPlace.samples[pixel]) }
      if grown.samples[i] == 0 { #expect(loose.samples[pixel] == sample.target.samples[pixel]) }
      if loose.samples[pixel] != inPlace.samples[pixel] { further += 1 }
      if scene.core.samples[i] == 255 { #expect(noSeam.samples[pixel] == inPlace.samples[pixel]) }
    }
    #expect(further > 100)
    #expect(inPlace.samples.contains(250) && !noSeam.samples.contains { $0 > 225 })
  }

  @Test("Doing nothing takes nothing back, the truth takes everything back")
  func extremes() async throws {
    var battery = CastBattery()
    battery.casts = [try cast("ev-0.5"), try cast("wb4500")]
    let nothing = try await battery.measure(Photos(), with: .composite)
    #expect(nothing.photos == 2 && nothing.casts.count == 6 && nothing.failures.isEmpty)
    // Pictures are floating-point numbers in 0...1: seven digits.
    let rounding = 1e-5
    for row in nothing.casts {
      #expect(row.error > 20 && abs(row.takenBack.median) < rounding && abs(row.pooled) < rounding)
      #expect(row.improved == 0 && abs(row.step.median) < rounding)
    }
    #expect(nothing.untouched.largest < rounding && abs(nothing.untouched.chromaRatio - 1) < rounding)
    #expect(nothing.stability.count == Disturbance.allCases.count && nothing.stability.allSatisfy { $0.largest == 0 })
    let photo = Photos().sample(at: 0).target
    let truth = MeasuredMethod("truth") { composite, _ in
      .levels(composite.width == photo.width && composite.height == photo.height ? photo : composite)
    }
    let perfect = try await battery.measure(Photos(count: 1), with: truth)
    for row in perfect.casts {
      #expect(abs(row.takenBack.median - 1) < rounding && row.improved == 1)
      #expect(abs(row.step.median - 1) < rounding && row.offAxis < rounding)
    }
  }

  @Test("Its reports say with what it was measured")
  func provenance() async throws {
    var battery = CastBattery()
    battery.casts = [try cast("ev-0.5")]
    var result = try await battery.measure(Photos(count: 1), with: .composite)
    #expect(!result.html.contains("How it was measured"))
    var provenance = Provenance(date: "2026-01-02T03:04:05Z", command: ["harmonize", "evaluate", "<x>"], versions: [:])
    provenance.weights = [Provenance.File(path: "a.pth", hash: "0123abcd")]
    result.provenance = provenance
    #expect(result.html.contains("harmonize evaluate &lt;x&gt;") && result.html.contains("a.pth, hash 0123abcd"))
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any]
    let noted = json?["provenance"] as? [String: Any]
    #expect(noted?["command"] as? [String] == ["harmonize", "evaluate", "<x>"])
  }

  @Test("Half of the way is three quarters of the squared error, in one direction")
  func halfway() {
    let photo = Scene.plain(100, width: 4, height: 1)
    let weights = Raster<UInt8>(width: 4, height: 1, channels: 1, repeating: 255)
    let half = Raster<Float>(width: 4, height: 1, channels: 3, repeating: 110.0 / 255)
    let change = ForegroundChange(
      from: Scene.plain(120, width: 4, height: 1), to: half, target: photo, weights: weights)
    #expect(abs(change.takenBack - 0.75) < 1e-5 && abs(change.step - 0.5) < 1e-5 && change.offAxis < 1e-5)
    #expect(change.errorBefore == 400 && abs(change.change - 10) < 1e-4)
  }

  @Test("An answer that depends on the place is found unstable, one that does not is not")
  func stability() async throws {
    var battery = CastBattery()
    battery.casts = [try cast("ev-0.5")]
    battery.edges = [.inPlace]
    let placed = MeasuredMethod("placed") { composite, _ in
      var result = composite
      let left = composite.samples[0]
      for i in result.samples.indices { result.samples[i] = UInt8(min(Int(result.samples[i]) + Int(left) / 4, 255)) }
      return .levels(result)
    }
    let photos = Photos(count: 1)
    var asymmetric = photos.sample(at: 0)
    for channel in 0..<3 { asymmetric.target.samples[channel] = 0 }
    let result = try await battery.measure(OneSample(sample: asymmetric), with: placed)
    let moves = Dictionary(uniqueKeysWithValues: result.stability.map { ($0.disturbance, $0.largest) })
    #expect(try #require(moves[.mirrored]) > 3 && #require(moves[.maskGrown]) == 0)
  }

  private struct OneSample: SampleSource {
    let sample: Sample
    let count = 1
    func name(at index: Int) -> String { sample.name }
    func sample(at index: Int) -> Sample { sample }
  }

  @Test("Foregrounds without an inside are listed, and all of them is an error")
  func tooThin() async throws {
    var battery = CastBattery()
    battery.casts = [try cast("ev-0.5")]
    let error = await #expect(throws: EvaluationError.self) {
      try await battery.measure(Photos(radius: 3), with: .composite)
    }
    #expect(error.map(String.init(describing:))?.contains("too small or too thin") == true)
  }

  @Test("The reports have every cast, and JSON has every number")
  func reports() async throws {
    var battery = CastBattery()
    battery.casts = [try cast("ev-0.5"), try cast("haze0.3")]
    let result = try await battery.measure(Photos(), with: .composite)
    for text in ["ev-0.5", "haze0.3", "in place", "no seam", "mirrored", "0%"] {
      #expect(result.textReport().contains(text) && result.html.contains(text))
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("battery-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try result.writeJSON(to: file)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    #expect((json["casts"] as? [[String: Any]])?.count == 6)
    #expect((json["untouched"] as? [String: Any])?["chromaRatio"] is Double)
  }
}
