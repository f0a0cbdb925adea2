// HarmonizationTraining
