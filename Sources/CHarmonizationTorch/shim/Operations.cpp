// Operations by name: what each reads from its operands, integers and numbers.
#include <c10/core/GradMode.h>

#include <map>

#include "Operations.h"

namespace harmonize {

namespace {

/// Two images of different types meet in the type of the larger, so that a small mask does not widen features.
void meet(at::Tensor &a, at::Tensor &b) {
  if (a.scalar_type() == b.scalar_type()) return;
  if (a.numel() >= b.numel()) b = b.to(a.scalar_type());
  else a = a.to(b.scalar_type());
}

std::vector<int64_t> withBatch(int64_t batch, const std::vector<int64_t> &shape) {
  std::vector<int64_t> sizes{batch};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  return sizes;
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
  if (c.mode.training) {
    const at::AutoGradMode without(false);
    auto count = c.operand(5);
    count.add_(1);
  }
  auto result = at::batch_norm(
    c.operand(0), c.operand(1), c.operand(2), c.operand(3), c.operand(4), c.mode.training, c.number(1),
    c.number(0), /*cudnn_enabled=*/true);
  return c.activated(std::move(result), true);
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

/// An elementwise function of two images.
template <at::Tensor (*function)(const at::Tensor &, const at::Tensor &)>
at::Tensor binary(const Context &c) {
  auto a = c.operand(0), b = c.operand(1);
  meet(a, b);
  return function(a, b);
}

at::Tensor sum(const at::Tensor &a, const at::Tensor &b) { return a.add(b); }
at::Tensor quotient(const at::Tensor &a, const at::Tensor &b) { return a.div(b); }

/// The operand says the type and the place.
at::Tensor constant(const Context &c) {
  const auto values = at::tensor(c.step.numbers, at::kDouble);
  return values.view(withBatch(1, c.step.integers)).to(c.operand(0).options());
}

at::Tensor reduction(const Context &c) {
  const auto &x = c.operand(0);
  return c.integer(0) == 0 ? x.mean({c.integer(1)}, true) : x.amax({c.integer(1)}, true);
}

at::Tensor matrixProduct(const Context &c) {
  if (!c.integer(0)) return at::matmul(c.factor(0), c.factor(1));
  const auto type = at::promote_types(c.operand(0).scalar_type(), c.operand(1).scalar_type());
  return at::matmul(c.operand(0).to(type), c.operand(1).to(type));
}

at::Tensor affine(const Context &c) {
  const auto scale = c.number(0), offset = c.number(1);
  const auto &x = c.operand(0);
  if (scale == -1) return at::rsub(x, offset);
  const auto scaled = scale == 1 ? x : x.mul(scale);
  return offset == 0 ? scaled : scaled.add(offset);
}

at::Tensor reshape(const Context &c) {
  const auto &x = c.operand(0);
  const auto result = x.reshape(withBatch(x.size(0), c.step.integers));
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
  const double kept = 1 - c.number(0);
  if (kept <= 0) return x * 0;
  return x * at::empty(sizes, x.options()).bernoulli_(kept, generator).div_(kept);
}

at::Tensor dropout(const Context &c) {
  if (!c.mode.dropout) return c.operand(0);
  if (c.mode.seed != 0) return seededDropout(c);
  return c.integer(0) ? at::feature_dropout(c.operand(0), c.number(0), true)
                      : at::dropout(c.operand(0), c.number(0), true);
}

at::Tensor maxPooling(const Context &c) {
  const auto kernel = c.integer(0), stride = c.integer(1), padding = c.integer(2);
  return at::max_pool2d(c.operand(0), {kernel, kernel}, {stride, stride}, {padding, padding});
}

at::Tensor linear(const Context &c) { return at::linear(c.factor(0), c.factor(1), c.factor(2)); }

/// In the parameters' type, as the sum that it normalizes should be.
at::Tensor layerNormalization(const Context &c) {
  const auto &x = c.operand(0);
  return at::layer_norm(x.to(c.operand(1).scalar_type()), {x.size(-1)}, c.operand(1), c.operand(2), c.number(0));
}

at::Tensor resize(const Context &c) {
  const auto height = c.integer(0), width = c.integer(1);
  return c.integer(2) ? at::upsample_bicubic2d(c.operand(0), {height, width}, /*align_corners=*/false)
                      : at::upsample_bilinear2d(c.operand(0), {height, width}, /*align_corners=*/true);
}

at::Tensor learnedScale(const Context &c) {
  return c.operand(0).mul(c.operand(1).abs().to(c.operand(0).scalar_type()));
}

at::Tensor activation(const Context &c) { return c.activated(c.operand(0), c.step.inPlace); }

at::Tensor permutation(const Context &c) { return c.operand(0).permute(withBatch(0, c.step.integers)); }

at::Tensor slice(const Context &c) { return c.operand(0).narrow(c.integer(0), c.integer(1), c.integer(2)); }

/// Operands are values, then parameters in the graph's order.
const std::map<std::string_view, Operation> operations = {
  // stride, padding, dilation, groups, 1 where the weight is constant
  {"convolution", {.compute = convolution, .integers = 5, .resultIsFree = true}},
  // stride, padding
  {"transposedConvolution", {.compute = transposedConvolution, .integers = 2, .resultIsFree = true}},
  // epsilon, momentum
  {"batchNormalization", {.compute = batchNormalization, .numbers = 2}},
  {"linear", {.compute = linear, .resultIsFree = true}},
  // epsilon
  {"layerNormalization", {.compute = layerNormalization, .numbers = 1}},
  {"activation", {.compute = activation}},
  // axis
  {"softmax", {.compute = softmax, .integers = 1}},
  // kernel, stride, padding
  {"maxPooling", {.compute = maxPooling, .integers = 3}},
  // 0 average, 1 maximum
  {"globalPooling", {.compute = globalPooling, .integers = 1}},
  // 0 average, 1 maximum; axis
  {"reduction", {.compute = reduction, .integers = 2}},
  // height, width, 1 for bicubic
  {"resize", {.compute = resize, .integers = 3}},
  {"concatenation", {.compute = concatenation, .resultIsFree = true}},
  {"addition", {.compute = binary<sum>, .resultIsFree = true}},
  {"multiplication", {.compute = binary<at::mul>}},
  {"division", {.compute = binary<quotient>}},
  {"maximum", {.compute = binary<at::maximum>}},
  {"minimum", {.compute = binary<at::minimum>}},
  // the shape without the batch; the values
  {"constant", {.compute = constant, .integers = -1, .numbers = -1}},
  // scale, offset
  {"affine", {.compute = affine, .numbers = 2}},
  {"learnedScale", {.compute = learnedScale}},
  // 1 where the precision must not be reduced
  {"matrixProduct", {.compute = matrixProduct, .integers = 1}},
  // the axes without the batch
  {"permutation", {.compute = permutation, .integers = -1}},
  // axis, start, count
  {"slice", {.compute = slice, .integers = 3}},
  // the shape without the batch
  {"reshape", {.compute = reshape, .integers = -1}},
  // 1 where whole channels are dropped; probability
  {"dropout", {.compute = dropout, .integers = 1, .numbers = 1}},
};

}  // namespace

const Operation *operation(std::string_view name) {
  const auto found = operations.find(name);
  return found == operations.end() ? nullptr : &found->second;
}

}  // namespace harmonize
