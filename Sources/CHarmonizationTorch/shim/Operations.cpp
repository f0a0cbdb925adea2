#include <c10/core/GradMode.h>

#include "Operations.h"

namespace harmonize {

namespace {

/// What an operation sees: its step, the operands, the mode.
struct Context {
  const Step &step;
  const std::vector<at::Tensor> &values;
  const HarmonizeMode &mode;

  size_t count() const { return step.operands.size(); }
  const at::Tensor &operand(size_t index) const { return values[step.operands.at(index)]; }
  int64_t integer(size_t index) const { return step.integers.at(index); }

  /// The operand as convolutions and products want it: bfloat16 in mixed precision.
  at::Tensor factor(size_t index) const {
    const auto &x = operand(index);
    return mode.mixed && x.scalar_type() == at::kFloat ? x.to(at::kBFloat16) : x;
  }
};

/// Two images of different types meet in the type of the larger, so that a small mask does not widen features.
void meet(at::Tensor &a, at::Tensor &b) {
  if (a.scalar_type() == b.scalar_type()) return;
  if (a.numel() >= b.numel()) b = b.to(a.scalar_type());
  else a = a.to(b.scalar_type());
}

at::Tensor convolution(const Context &c) {
  const auto stride = c.integer(0), padding = c.integer(1), dilation = c.integer(2), groups = c.integer(3);
  const bool constant = c.integer(4);
  const auto bias = c.count() > 2 ? std::optional(constant ? c.operand(2) : c.factor(2)) : std::nullopt;
  return at::conv2d(
    constant ? c.operand(0).to(c.operand(1).scalar_type()) : c.factor(0), constant ? c.operand(1) : c.factor(1), bias,
    {stride, stride}, at::IntArrayRef{padding, padding}, {dilation, dilation}, groups);
}

/// The bias is added apart: with it, oneDNN's gradient of a transposed convolution's weights runs reference code.
at::Tensor transposedConvolution(const Context &c) {
  const auto stride = c.integer(0), padding = c.integer(1);
  auto result = at::conv_transpose2d(
    c.factor(0), c.factor(1), std::nullopt, {stride, stride}, {padding, padding}, {0, 0}, 1, {1, 1});
  return result.add_(c.factor(2).view({1, -1, 1, 1}));
}

at::Tensor batchNormalization(const Context &c) {
  const auto kind = c.integer(0);
  if (c.mode.training) {
    const at::AutoGradMode without(false);
    auto count = c.operand(5);
    count.add_(1);
  }
  auto result = at::batch_norm(
    c.operand(0), c.operand(1), c.operand(2), c.operand(3), c.operand(4), c.mode.training, c.step.numbers[1],
    c.step.numbers[0], /*cudnn_enabled=*/true);
  if (c.integer(1)) result = result.add_(c.operand(6));
  return kind < 0 ? result : activation(std::move(result), kind, c.step.numbers[2], true);
}

at::Tensor globalPooling(const Context &c) {
  const auto &x = c.operand(0);
  return c.integer(0) == 0 ? x.mean({2, 3}) : std::get<0>(at::adaptive_max_pool2d(x, {1, 1})).flatten(1);
}

at::Tensor softmax(const Context &c) {
  const auto &x = c.operand(0);
  return at::softmax(x, c.integer(0), c.mode.mixed ? std::optional(at::kFloat) : std::nullopt);
}

at::Tensor concatenation(const Context &c) {
  std::vector<at::Tensor> parts;
  for (size_t index = 0; index < c.count(); ++index) parts.push_back(c.operand(index));
  return at::cat(parts, 1);
}

at::Tensor addition(const Context &c) {
  auto a = c.operand(0), b = c.operand(1);
  meet(a, b);
  return a.add(b);
}

at::Tensor multiplication(const Context &c) {
  auto a = c.operand(0), b = c.operand(1);
  meet(a, b);
  return a.mul(b);
}

at::Tensor affine(const Context &c) {
  const auto scale = c.step.numbers[0], offset = c.step.numbers[1];
  const auto &x = c.operand(0);
  if (scale == -1) return at::rsub(x, offset);
  const auto scaled = scale == 1 ? x : x.mul(scale);
  return offset == 0 ? scaled : scaled.add(offset);
}

at::Tensor reshape(const Context &c) {
  const auto &x = c.operand(0);
  std::vector<int64_t> sizes{x.size(0)};
  sizes.insert(sizes.end(), c.step.integers.begin(), c.step.integers.end());
  const auto result = x.reshape(sizes);
  return c.mode.channels_last && result.dim() == 4 ? result.contiguous(at::MemoryFormat::ChannelsLast) : result;
}

/// Dropout whose numbers depend on the run's seed and the place in the program alone, whatever other threads draw.
at::Tensor seededDropout(const Context &c) {
  const auto &x = c.operand(0);
  auto generator = at::globalContext().defaultGenerator(x.device()).clone();
  generator.set_current_seed(c.mode.seed + static_cast<uint64_t>(c.step.result));
  auto sizes = x.sizes().vec();
  if (c.integer(0))
    for (size_t axis = 2; axis < sizes.size(); ++axis) sizes[axis] = 1;
  const double kept = 1 - c.step.numbers[0];
  if (kept <= 0) return x * 0;
  return x * at::empty(sizes, x.options()).bernoulli_(kept, generator).div_(kept);
}

at::Tensor dropout(const Context &c) {
  if (!c.mode.dropout) return c.operand(0);
  if (c.mode.seed != 0) return seededDropout(c);
  return c.integer(0) ? at::feature_dropout(c.operand(0), c.step.numbers[0], true)
                      : at::dropout(c.operand(0), c.step.numbers[0], true);
}

}  // namespace

at::Tensor activation(at::Tensor x, int64_t kind, double slope, bool inPlace) {
  switch (kind) {
    case HARMONIZE_RELU: return inPlace ? x.relu_() : x.relu();
    case HARMONIZE_RELU6: return inPlace ? at::hardtanh_(x, 0, 6) : at::hardtanh(x, 0, 6);
    case HARMONIZE_LEAKY_RELU: return inPlace ? at::leaky_relu_(x, slope) : at::leaky_relu(x, slope);
    case HARMONIZE_ELU: return inPlace ? at::elu_(x) : at::elu(x);
    case HARMONIZE_SIGMOID: return inPlace ? x.sigmoid_() : x.sigmoid();
    default: TORCH_CHECK(false, "unknown activation ", kind);
  }
}

at::Tensor compute(const Step &step, const std::vector<at::Tensor> &values, const HarmonizeMode &mode) {
  const Context c{step, values, mode};
  switch (step.operation) {
    case HARMONIZE_OP_CONVOLUTION: return convolution(c);
    case HARMONIZE_OP_TRANSPOSED_CONVOLUTION: return transposedConvolution(c);
    case HARMONIZE_OP_BATCH_NORMALIZATION: return batchNormalization(c);
    case HARMONIZE_OP_LINEAR: return at::linear(c.factor(0), c.factor(1), c.factor(2));
    case HARMONIZE_OP_ACTIVATION: return activation(c.operand(0), c.integer(0), step.numbers[0], step.inPlace);
    case HARMONIZE_OP_SOFTMAX: return softmax(c);
    case HARMONIZE_OP_MAX_POOLING:
      return at::max_pool2d(
        c.operand(0), {c.integer(0), c.integer(0)}, {c.integer(1), c.integer(1)}, {c.integer(2), c.integer(2)});
    case HARMONIZE_OP_GLOBAL_POOLING: return globalPooling(c);
    case HARMONIZE_OP_RESIZE:
      return at::upsample_bilinear2d(c.operand(0), {c.integer(0), c.integer(1)}, /*align_corners=*/true);
    case HARMONIZE_OP_FOREGROUND_WINDOW:
      return foregroundWindow(c.operand(0), c.operand(1), step.numbers[0], c.integer(0), c.integer(1));
    case HARMONIZE_OP_CONCATENATION: return concatenation(c);
    case HARMONIZE_OP_ADDITION: return addition(c);
    case HARMONIZE_OP_MULTIPLICATION: return multiplication(c);
    case HARMONIZE_OP_AFFINE: return affine(c);
    case HARMONIZE_OP_LEARNED_SCALE: return c.operand(0).mul(c.operand(1).abs().to(c.operand(0).scalar_type()));
    case HARMONIZE_OP_MATRIX_PRODUCT: return at::matmul(c.factor(0), c.factor(1));
    case HARMONIZE_OP_TRANSPOSITION: return c.operand(0).transpose(-2, -1);
    case HARMONIZE_OP_RESHAPE: return reshape(c);
    case HARMONIZE_OP_DROPOUT: return dropout(c);
    default: TORCH_CHECK(false, "unknown operation ", step.operation);
  }
}

}  // namespace harmonize
