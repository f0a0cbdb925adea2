// The library itself: version, devices, threads, numerical settings.
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/detail/MPSHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/headeronly/version.h>

#include "Functions.h"

namespace harmonize {

void messageFree(HarmonizeMessage text) {
  if (text != outOfMemory) free(text);
}

const char *version() { return TORCH_VERSION; }

int64_t liveTensors() { return HarmonizeTensor::live; }

HarmonizeMessage deviceCount(int32_t kind, int64_t *count) {
  return guarded([&] {
    switch (kind) {
      case HARMONIZE_CPU: *count = 1; break;
      case HARMONIZE_CUDA: *count = at::detail::getCUDAHooks().deviceCount(); break;
      case HARMONIZE_MPS: *count = at::detail::getMPSHooks().hasMPS() ? 1 : 0; break;
      default: TORCH_CHECK(false, "unknown kind of device ", kind);
    }
  });
}

HarmonizeMessage synchronize(int32_t kind, int32_t index) {
  return guarded([&] {
    if (kind == HARMONIZE_MPS) return at::detail::getMPSHooks().deviceSynchronize();
    if (kind == HARMONIZE_CPU) return;
    const auto place = device(kind, index);
    c10::impl::VirtualGuardImpl(place.type()).synchronizeDevice(place.index());
  });
}

HarmonizeMessage setThreads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}

int32_t threads() { return at::get_num_threads(); }

HarmonizeMessage setFloat32Precision(int32_t reduced) {
  return guarded([&] {
    at::globalContext().setAllowTF32CuBLAS(reduced);
    at::globalContext().setAllowTF32CuDNN(reduced);
    at::globalContext().setBenchmarkCuDNN(reduced);
  });
}

HarmonizeMessage setDeterministic(int32_t deterministic) {
  return guarded([&] {
    at::globalContext().setDeterministicAlgorithms(deterministic, /*warn_only=*/true);
    // Or every new tensor would first be filled with NaN, a twentieth of a step.
    at::globalContext().setDeterministicFillUninitializedMemory(false);
    at::globalContext().setDeterministicCuDNN(deterministic);
    if (deterministic) at::globalContext().setBenchmarkCuDNN(false);
  });
}

}  // namespace harmonize
