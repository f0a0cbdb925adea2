// HarmonizationEvaluation
