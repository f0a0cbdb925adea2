// One function for each kind of instruction of a program.
#pragma once

#include <string_view>

#include "Boundary.h"

namespace harmonize {

struct Context;

/// An elementwise nonlinearity.
struct Activation {
  /// `settings` are the activation's numbers; the result may be in the memory of `x` where `inPlace`.
  at::Tensor (*compute)(at::Tensor x, const double *settings, bool inPlace);
  size_t settings;
};

/// What an instruction computes.
struct Operation {
  at::Tensor (*compute)(const Context &);
  /// Integers and numbers that it reads; -1 for as many as there are.
  int integers = 0, numbers = 0;
  /// Whether libtorch's backward pass does without the result, so that an activation may overwrite it.
  bool resultIsFree = false;
};

/// The operation or activation that HarmonizationGraph calls `name`; NULL where there is none.
const Operation *operation(std::string_view name);
const Activation *activation(std::string_view name);

/// An instruction, owned.
struct Step {
  const Operation *operation;
  const Activation *activation;
  int32_t result;
  std::vector<int32_t> operands;
  std::vector<int64_t> integers;
  std::vector<double> numbers;
  /// Values that nothing reads later.
  std::vector<int32_t> finished;
  /// The operand's memory may hold the result.
  bool inPlace = false;
};

/// What an operation sees: its step, the operands, the mode.
struct Context {
  const Step &step;
  const std::vector<at::Tensor> &values;
  const HarmonizeMode &mode;

  size_t count() const { return step.operands.size(); }
  const at::Tensor &operand(size_t index) const { return values[step.operands.at(index)]; }
  int64_t integer(size_t index) const { return step.integers.at(index); }
  double number(size_t index) const { return step.numbers.at(index); }

  /// The operand as convolutions and products want it: bfloat16 in mixed precision.
  at::Tensor factor(size_t index) const {
    const auto &x = operand(index);
    return mode.mixed && x.scalar_type() == at::kFloat ? x.to(at::kBFloat16) : x;
  }

  /// The step's activation of `x`; `x` itself where there is none.
  at::Tensor activated(at::Tensor x, bool inPlace) const {
    if (!step.activation) return x;
    return step.activation->compute(std::move(x), step.numbers.data() + step.numbers.size() - step.activation->settings, inPlace);
  }
};

}  // namespace harmonize
