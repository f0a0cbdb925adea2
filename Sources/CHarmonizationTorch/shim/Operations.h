// One function for each kind of instruction of a program.
#pragma once

#include <array>

#include "Boundary.h"

namespace harmonize {

/// An instruction, owned.
struct Step {
  int32_t operation;
  int32_t result;
  std::vector<int32_t> operands;
  std::vector<int64_t> integers;
  std::array<double, 3> numbers;
  /// Values that nothing reads later.
  std::vector<int32_t> finished;
  /// The operand's memory may hold the result.
  bool inPlace = false;
};

/// Computes `step` from its operands.
at::Tensor compute(const Step &step, const std::vector<at::Tensor> &values, const HarmonizeMode &mode);

/// Applies an activation; in the memory of `x` where `inPlace`.
at::Tensor activation(at::Tensor x, int64_t kind, double slope, bool inPlace);

/// The window of `x` around the foreground of `mask`, interpolated to height x width.
at::Tensor foregroundWindow(const at::Tensor &x, const at::Tensor &mask, double margin, int64_t height, int64_t width);

}  // namespace harmonize
