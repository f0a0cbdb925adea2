// The types of the interface that Swift and the library that connects libtorch share; there is nothing to compile.
#include "CHarmonizationTorch.h"
