// Updates of many tensors in one call.
#include <c10/core/GradMode.h>

#include "Functions.h"

namespace harmonize {

/// The fused update walks memory linearly, so all four tensors must have one layout.
static at::Tensor inLayout(const at::Tensor &tensor, const at::Tensor &like) {
  return tensor.strides() == like.strides() && tensor.scalar_type() == like.scalar_type()
    ? tensor
    : at::empty_like(like).copy_(tensor);
}

HarmonizeMessage adamStep(
  HarmonizeTensor *const *parameters, HarmonizeTensor *const *first, HarmonizeTensor *const *second, int64_t count,
  HarmonizeAdam adam) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    std::vector<at::Tensor> values, gradients, means, squares;
    for (int64_t i = 0; i < count; ++i) {
      const auto &value = unwrap(parameters[i]);
      const auto &gradient = value.grad();
      if (!gradient.defined()) continue;
      const auto &mean = unwrap(first[i]);
      const auto &square = unwrap(second[i]);
      TORCH_CHECK(
        mean.strides() == value.strides() && square.strides() == value.strides(),
        "moments differ in layout from their parameter ", value.sizes());
      values.push_back(value);
      gradients.push_back(inLayout(gradient, value));
      means.push_back(mean);
      squares.push_back(square);
    }
    if (values.empty()) return;
    const auto step = at::full({}, static_cast<double>(adam.step), values[0].options().dtype(at::kFloat));
    const std::vector<at::Tensor> steps(values.size(), step);
    at::_fused_adam_(
      values, gradients, means, squares, {}, steps, adam.learning_rate, adam.beta1, adam.beta2, adam.weight_decay,
      adam.epsilon, /*amsgrad=*/false, /*maximize=*/false);
  });
}

HarmonizeMessage collectGradients(
  HarmonizeTensor *const *targets, HarmonizeTensor *const *sources, int64_t count, int64_t replicas) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    for (int64_t replica = 0; replica < replicas; ++replica) {
      for (int64_t i = 0; i < count; ++i) {
        auto &from = unwrap(sources[replica * count + i]).mutable_grad();
        if (!from.defined()) continue;
        auto &sum = unwrap(targets[i]).mutable_grad();
        if (sum.defined()) sum.add_(from);
        else sum = from;
        from.reset();
      }
    }
  });
}

HarmonizeMessage gradientNorms(HarmonizeTensor *const *parameters, int64_t count, double *norms) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    std::vector<at::Tensor> gradients;
    std::vector<int64_t> places;
    for (int64_t i = 0; i < count; ++i) {
      norms[i] = -1;
      if (const auto &gradient = unwrap(parameters[i]).grad(); gradient.defined()) {
        gradients.push_back(gradient);
        places.push_back(i);
      }
    }
    if (gradients.empty()) return;
    const auto all = at::stack(at::_foreach_norm(gradients, 2)).to(at::kCPU, at::kDouble).contiguous();
    const auto *values = static_cast<const double *>(all.const_data_ptr());
    for (size_t i = 0; i < places.size(); ++i) norms[places[i]] = values[i];
  });
}

HarmonizeMessage scaleGradients(HarmonizeTensor *const *parameters, int64_t count, double factor) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    std::vector<at::Tensor> gradients;
    for (int64_t i = 0; i < count; ++i)
      if (const auto &gradient = unwrap(parameters[i]).grad(); gradient.defined()) gradients.push_back(gradient);
    if (!gradients.empty()) at::_foreach_mul_(gradients, factor);
  });
}

HarmonizeMessage movingAverage(
  HarmonizeTensor *const *targets, HarmonizeTensor *const *sources, int64_t count, double decay) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    if (count == 0) return;
    at::_foreach_lerp_(unwrap(targets, count), unwrap(sources, count), 1 - decay);
  });
}

}  // namespace harmonize
