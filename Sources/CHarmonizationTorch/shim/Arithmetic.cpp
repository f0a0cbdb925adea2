// Elementwise functions, reductions, products.
#include "Functions.h"

namespace harmonize {

HarmonizeMessage unary(int32_t function, HarmonizeTensor *tensor, HarmonizeTensor **result) {
  return returning(result, [&]() -> at::Tensor {
    const auto &x = unwrap(tensor);
    switch (function) {
      case HARMONIZE_NEGATE: return x.neg();
      case HARMONIZE_ABS: return x.abs();
      case HARMONIZE_SQUARE: return x.square();
      case HARMONIZE_SQRT: return x.sqrt();
      case HARMONIZE_EXP: return x.exp();
      default: TORCH_CHECK(false, "unknown function ", function);
    }
  });
}

HarmonizeMessage binary(int32_t function, HarmonizeTensor *first, HarmonizeTensor *second, HarmonizeTensor **result) {
  return returning(result, [&]() -> at::Tensor {
    const auto &a = unwrap(first);
    const auto &b = unwrap(second);
    switch (function) {
      case HARMONIZE_ADD: return a.add(b);
      case HARMONIZE_SUBTRACT: return a.sub(b);
      case HARMONIZE_MULTIPLY: return a.mul(b);
      case HARMONIZE_DIVIDE: return a.div(b);
      default: TORCH_CHECK(false, "unknown function ", function);
    }
  });
}

HarmonizeMessage withNumber(int32_t function, HarmonizeTensor *tensor, double number, HarmonizeTensor **result) {
  return returning(result, [&]() -> at::Tensor {
    const auto &x = unwrap(tensor);
    switch (function) {
      case HARMONIZE_ADD_NUMBER: return x.add(number);
      case HARMONIZE_MULTIPLY_NUMBER: return x.mul(number);
      case HARMONIZE_AT_LEAST: return x.clamp_min(number);
      case HARMONIZE_AT_MOST: return x.clamp_max(number);
      default: TORCH_CHECK(false, "unknown function ", function);
    }
  });
}

HarmonizeMessage reduce(
  int32_t function, HarmonizeTensor *tensor, const int64_t *axes, int32_t count, int32_t keep,
  HarmonizeTensor **result) {
  return returning(result, [&]() -> at::Tensor {
    const auto &x = unwrap(tensor);
    std::vector<int64_t> over(axes, axes + count);
    for (int64_t axis = 0; over.size() < static_cast<size_t>(x.dim()) && count == 0; ++axis) over.push_back(axis);
    switch (function) {
      case HARMONIZE_SUM: return x.sum(over, keep);
      case HARMONIZE_MEAN: return x.mean(over, keep);
      case HARMONIZE_MAXIMUM: return x.amax(over, keep);
      case HARMONIZE_MINIMUM: return x.amin(over, keep);
      case HARMONIZE_NORM: return at::linalg_vector_norm(x, 2, over, keep);
      default: TORCH_CHECK(false, "unknown function ", function);
    }
  });
}

HarmonizeMessage matrixProduct(HarmonizeTensor *first, HarmonizeTensor *second, HarmonizeTensor **result) {
  return returning(result, [&] { return at::matmul(unwrap(first), unwrap(second)); });
}

}  // namespace harmonize
