import Testing

@testable import HarmonizationData
