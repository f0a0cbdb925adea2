// The same values in other shapes.
#include "Functions.h"

namespace harmonize {

HarmonizeMessage reshape(HarmonizeTensor *tensor, const int64_t *sizes, int32_t rank, HarmonizeTensor **result) {
  return returning(result, [&] { return unwrap(tensor).reshape({sizes, static_cast<size_t>(rank)}); });
}

HarmonizeMessage permute(HarmonizeTensor *tensor, const int64_t *axes, int32_t rank, HarmonizeTensor **result) {
  return returning(result, [&] { return unwrap(tensor).permute({axes, static_cast<size_t>(rank)}); });
}

HarmonizeMessage slice(HarmonizeTensor *tensor, int64_t axis, int64_t start, int64_t end, HarmonizeTensor **result) {
  return returning(result, [&] {
    const auto &x = unwrap(tensor);
    TORCH_CHECK(axis >= 0 && axis < x.dim(), "there is no axis ", axis, " in ", x.sizes());
    TORCH_CHECK(start >= 0 && start <= end && end <= x.size(axis), "no slice ", start, "..<", end, " of ", x.sizes());
    return x.slice(axis, start, end);
  });
}

HarmonizeMessage concatenate(HarmonizeTensor *const *tensors, int64_t count, int64_t axis, HarmonizeTensor **result) {
  return returning(result, [&] { return at::cat(unwrap(tensors, count), axis); });
}

HarmonizeMessage flip(HarmonizeTensor *tensor, int64_t axis, HarmonizeTensor **result) {
  return returning(result, [&] { return unwrap(tensor).flip({axis}); });
}

}  // namespace harmonize
