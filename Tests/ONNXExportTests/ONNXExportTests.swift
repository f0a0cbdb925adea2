import Testing

@testable import ONNXExport
