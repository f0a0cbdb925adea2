import Testing

@testable import HarmonizationData

@Suite("Order of batches")
struct BatchPlanTests {
  @Test("every epoch holds every sample once, in its own order, the same for the same seed")
  func epochs() throws {
    let plan = try BatchPlan(samples: 103, batchSize: 10, seed: 4)
    #expect(plan.stepsPerEpoch == 10)
    #expect(plan.order(epoch: 0).sorted() == Array(0..<103))
    #expect(plan.order(epoch: 0) != plan.order(epoch: 1))
    #expect(plan.order(epoch: 7) == (try BatchPlan(samples: 103, batchSize: 32, seed: 4)).order(epoch: 7))
    #expect(plan.order(epoch: 0) != (try BatchPlan(samples: 103, batchSize: 10, seed: 5)).order(epoch: 0))
  }

  @Test("without shuffling and dropping: as stored, with a short last batch")
  func sequential() throws {
    let plan = try BatchPlan(samples: 5, batchSize: 2, shuffled: false, dropsLast: false)
    #expect(
      (0..<plan.stepsPerEpoch).map { plan.indices(step: $0, in: plan.order(epoch: 3)) } == [[0, 1], [2, 3], [4]])
  }

  @Test("plans without a batch are refused")
  func refused() {
    #expect(throws: DataError.self) { try BatchPlan(samples: 5, batchSize: 6) }
    #expect(throws: DataError.self) { try BatchPlan(samples: 5, batchSize: 0) }
    #expect(throws: DataError.self) { try BatchPlan(samples: 0, batchSize: 1, dropsLast: false) }
  }
}
