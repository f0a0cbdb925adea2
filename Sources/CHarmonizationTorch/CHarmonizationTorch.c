#include "CHarmonizationTorch.h"

// What libharmonize_torch is made from, so that a library of other sources is never used. scripts/build-shim.sh reads this list, too.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char sources[] = {
#embed "include/CHarmonizationTorch.h" suffix(,)
#embed "shim/Activations.cpp" suffix(,)
#embed "shim/Arithmetic.cpp" suffix(,)
#embed "shim/Boundary.h" suffix(,)
#embed "shim/Functions.h" suffix(,)
#embed "shim/Gradients.cpp" suffix(,)
#embed "shim/Group.cpp" suffix(,)
#embed "shim/Group.h" suffix(,)
#embed "shim/GroupGradients.cpp" suffix(,)
#embed "shim/Library.cpp" suffix(,)
#embed "shim/Memory.cpp" suffix(,)
#embed "shim/Operations.cpp" suffix(,)
#embed "shim/Operations.h" suffix(,)
#embed "shim/Optimization.cpp" suffix(,)
#embed "shim/Program.cpp" suffix(,)
#embed "shim/Pulse.cpp" suffix(,)
#embed "shim/Random.cpp" suffix(,)
#embed "shim/Shapes.cpp" suffix(,)
#embed "shim/Table.cpp" suffix(,)
#embed "shim/Tensors.cpp" suffix(,)
#embed "shim/Types.cpp" suffix(,)
#embed "shim/gloo/algorithm.h" suffix(,)
#embed "shim/gloo/common/error.h" suffix(,)
#embed "shim/gloo/context.h" suffix(,)
#embed "shim/gloo/rendezvous/store.h" suffix(,)
#embed "shim/gloo/transport/device.h" suffix(,)
};

uint64_t harmonize_torch_sources(void) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < sizeof sources; ++i) hash = (hash ^ sources[i]) * 0x100000001b3u;
  return hash;
}
