// ImageHarmonization
