import Testing

@testable import OpenVINO
