// HarmonizationData
