// Elementwise nonlinearities by name. Only those whose backward pass reads the result alone may overwrite their operand.
#include <map>

#include "Operations.h"

namespace harmonize {

namespace {

using Numbers = const double *;

const std::map<std::string_view, Activation> activations = {
  {"relu", {[](at::Tensor x, Numbers, bool inPlace) { return inPlace ? x.relu_() : x.relu(); }, 0}},
  {"elu", {[](at::Tensor x, Numbers, bool inPlace) { return inPlace ? at::elu_(x) : at::elu(x); }, 0}},
  {"sigmoid", {[](at::Tensor x, Numbers, bool inPlace) { return inPlace ? x.sigmoid_() : x.sigmoid(); }, 0}},
  {"tanh", {[](at::Tensor x, Numbers, bool inPlace) { return inPlace ? x.tanh_() : x.tanh(); }, 0}},
  {"gelu", {[](at::Tensor x, Numbers, bool) { return at::gelu(x); }, 0}},
  {"absolute", {[](at::Tensor x, Numbers, bool) { return x.abs(); }, 0}},
  // slope
  {"leakyReLU",
   {[](at::Tensor x, Numbers n, bool inPlace) { return inPlace ? at::leaky_relu_(x, n[0]) : at::leaky_relu(x, n[0]); }, 1}},
  // lower, upper
  {"clamp",
   {[](at::Tensor x, Numbers n, bool inPlace) {
      return inPlace ? at::hardtanh_(x, n[0], n[1]) : at::hardtanh(x, n[0], n[1]);
    }, 2}},
  // threshold
  {"step", {[](at::Tensor x, Numbers n, bool) { return x.gt(n[0]).to(x.scalar_type()); }, 1}},
};

}  // namespace

const Activation *activation(std::string_view name) {
  const auto found = activations.find(name);
  return found == activations.end() ? nullptr : &found->second;
}

}  // namespace harmonize
