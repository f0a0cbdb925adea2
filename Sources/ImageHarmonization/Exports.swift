// `import ImageHarmonization` is enough: photos, masks and rasters are part of the library's interface, and so is the engine below
// a network.
@_exported import HarmonizationImaging
@_exported import HarmonizationPixels

@_exported import protocol HarmonizationGraph.InferenceEngine
@_exported import struct HarmonizationGraph.InputShape
