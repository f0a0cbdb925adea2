// ONNXExport
