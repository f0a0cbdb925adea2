// Automatic differentiation. Gradient mode and autocasting are state of the calling thread.
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>

#include "Functions.h"

namespace harmonize {

HarmonizeMessage setRequiresGradient(HarmonizeTensor *tensor, int32_t requiresGradient) {
  return guarded([&] { unwrap(tensor).requires_grad_(requiresGradient); });
}

HarmonizeMessage gradient(HarmonizeTensor *tensor, HarmonizeTensor **result) {
  return guarded([&] {
    const auto &value = unwrap(tensor).grad();
    *result = value.defined() ? new HarmonizeTensor(value) : nullptr;
  });
}

HarmonizeMessage clearGradients(HarmonizeTensor *const *tensors, int64_t count) {
  return guarded([&] {
    for (int64_t i = 0; i < count; ++i) unwrap(tensors[i]).mutable_grad().reset();
  });
}

HarmonizeMessage backward(HarmonizeTensor *tensor) {
  return guarded([&] { unwrap(tensor).backward(); });
}

int32_t setGradientMode(int32_t enabled) {
  const auto previous = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return previous;
}

HarmonizeMessage setAutocast(int32_t kind, int32_t enabled, int32_t *previous) {
  return guarded([&] {
    const auto type = device(kind, 0).type();
    const auto was = at::autocast::is_autocast_enabled(type);
    at::autocast::set_autocast_dtype(type, at::kBFloat16);
    at::autocast::set_autocast_enabled(type, enabled);
    if (was && !enabled) at::autocast::clear_cache();
    *previous = was;
  });
}

}  // namespace harmonize
