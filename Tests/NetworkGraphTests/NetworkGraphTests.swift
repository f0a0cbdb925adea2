import Testing

@testable import NetworkGraph
