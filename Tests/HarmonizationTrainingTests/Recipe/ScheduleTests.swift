import Testing

@testable import HarmonizationTraining

@Suite("Schedules")
struct ScheduleTests {
  private func rates(_ schedule: Schedule, steps: Int, stepsPerEpoch: Int, base: Double = 1e-3) -> [Double] {
    (0..<steps).map { schedule.rate(at: $0, stepsPerEpoch: stepsPerEpoch, steps: steps, base: base) }
  }

  @Test("milestones give the bits of PyTorch 2.11's MultiStepLR")
  func milestones() {
    var schedule = Schedule()
    (schedule.milestones, schedule.factor) = ([2, 5, 5, 6], 0.3)
    let expected = [
      0.001, 0.001, 0.0003, 0.0003, 0.0003, 2.6999999999999996e-05, 8.099999999999999e-06, 8.099999999999999e-06,
    ]
    #expect(rates(schedule, steps: 8, stepsPerEpoch: 1) == expected)
    #expect(rates(schedule, steps: 24, stepsPerEpoch: 3) == expected.flatMap { [$0, $0, $0] })
  }

  @Test("a warm-up rises linearly to the rate")
  func warmup() {
    var schedule = Schedule()
    schedule.warmup = 4
    #expect(rates(schedule, steps: 6, stepsPerEpoch: 2, base: 1) == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  @Test("a cosine falls from the rate to its minimum")
  func cosine() {
    var schedule = Schedule()
    (schedule.kind, schedule.minimum) = (.cosine, 0.1)
    let rates = rates(schedule, steps: 100, stepsPerEpoch: 10, base: 2)
    #expect(rates[0] == 2)
    #expect(abs(rates[50] - 1.1) < 1e-9)
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
    #expect(abs((rates.last ?? 0) - 0.2) < 0.001)
  }
}
