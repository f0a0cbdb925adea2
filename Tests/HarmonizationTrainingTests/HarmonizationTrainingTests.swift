import Testing

@testable import HarmonizationTraining
