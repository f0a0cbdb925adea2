// What every file of the shim shares: handles, errors, and the translation of types at the border.
#pragma once

#include <ATen/ATen.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>
#include <vector>

#include "../include/CHarmonizationTorch.h"

struct HarmonizeTensor {
  at::Tensor value;

  explicit HarmonizeTensor(at::Tensor tensor) : value(std::move(tensor)) { ++live; }
  ~HarmonizeTensor() { --live; }
  HarmonizeTensor(const HarmonizeTensor &) = delete;

  /// Handles that exist, so that tests can see a leak.
  static inline std::atomic<int64_t> live{0};
};

struct HarmonizeGenerator {
  at::Generator value;
};

namespace harmonize {

/// Stands in for a message when there is no memory for one.
inline char outOfMemory[] = "out of memory";

inline char *message(const char *text) noexcept {
  char *copy = strdup(text);
  return copy ? copy : outOfMemory;
}

/// Runs `body`; whatever it throws becomes a message. The only way into C++ from a function of the table.
template <typename Body>
HarmonizeMessage guarded(Body &&body) noexcept {
  try {
    body();
    return nullptr;
  } catch (const c10::Error &error) {
    return message(error.what_without_backtrace());
  } catch (const std::exception &error) {
    return message(error.what());
  } catch (...) {
    return message("unknown C++ exception");
  }
}

/// Runs `body` and hands its tensor to the caller.
template <typename Body>
HarmonizeMessage returning(HarmonizeTensor **result, Body &&body) noexcept {
  return guarded([&] { *result = new HarmonizeTensor(body()); });
}

inline at::Tensor &unwrap(HarmonizeTensor *tensor) {
  TORCH_CHECK(tensor, "a tensor is missing");
  return tensor->value;
}

inline std::vector<at::Tensor> unwrap(HarmonizeTensor *const *tensors, int64_t count) {
  std::vector<at::Tensor> values;
  values.reserve(count);
  for (int64_t i = 0; i < count; ++i) values.push_back(unwrap(tensors[i]));
  return values;
}

at::ScalarType scalarType(int32_t dtype);
int32_t dtypeCode(at::ScalarType type);
at::Device device(int32_t kind, int32_t index);
at::TensorOptions options(const HarmonizeOptions &options);
std::optional<at::MemoryFormat> memoryFormat(int32_t format);

}  // namespace harmonize
