#include "CHarmonizationTorch.h"

#ifndef HARMONIZE_DEPS
#define HARMONIZE_DEPS ""
#endif

const char *harmonize_torch_checkout_engines(void) { return HARMONIZE_DEPS; }
