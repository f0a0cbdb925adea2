import Testing

@testable import HarmonizationEvaluation
