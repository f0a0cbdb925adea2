import Testing

@testable import ImageHarmonization
