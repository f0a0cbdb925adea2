// A graph in the form that runs: steps over numbered values, executed in one call.
#include <c10/core/GradMode.h>

#include "Functions.h"
#include "Operations.h"

struct HarmonizeProgram {
  std::vector<harmonize::Step> steps;
  std::vector<int32_t> outputs;
  int32_t given;
  int32_t values;
};

namespace harmonize {

namespace {

Step owned(const HarmonizeInstruction &instruction, int32_t given, int32_t values) {
  TORCH_CHECK(instruction.operand_count > 0, "an instruction without operands");
  TORCH_CHECK(instruction.result >= given && instruction.result < values, "no value ", instruction.result);
  Step step{
    instruction.operation,
    instruction.result,
    {instruction.operands, instruction.operands + instruction.operand_count},
    {instruction.integers, instruction.integers + instruction.integer_count},
    {instruction.numbers[0], instruction.numbers[1], instruction.numbers[2]},
    {}};
  for (const auto operand : step.operands)
    TORCH_CHECK(operand >= 0 && operand < values, "no value ", operand);
  return step;
}

/// Whether libtorch's backward pass of the operation does without its own result.
bool resultIsFree(int32_t operation) {
  return operation == HARMONIZE_OP_CONVOLUTION || operation == HARMONIZE_OP_TRANSPOSED_CONVOLUTION ||
    operation == HARMONIZE_OP_LINEAR || operation == HARMONIZE_OP_ADDITION || operation == HARMONIZE_OP_CONCATENATION;
}

/// Notes after which step each value is finished, and which activations may work in place.
void plan(HarmonizeProgram &program) {
  std::vector<int32_t> uses(program.values), lastUse(program.values, -1), producer(program.values, -1);
  for (const auto output : program.outputs) ++uses[output];
  for (size_t index = 0; index < program.steps.size(); ++index) {
    for (const auto operand : program.steps[index].operands) {
      ++uses[operand];
      lastUse[operand] = static_cast<int32_t>(index);
    }
    producer[program.steps[index].result] = static_cast<int32_t>(index);
  }
  for (const auto output : program.outputs) lastUse[output] = -1;
  for (int32_t value = program.given; value < program.values; ++value)
    if (lastUse[value] >= 0) program.steps[lastUse[value]].finished.push_back(value);
  for (auto &step : program.steps) {
    if (step.operation != HARMONIZE_OP_ACTIVATION) continue;
    const auto operand = step.operands[0];
    step.inPlace =
      uses[operand] == 1 && producer[operand] >= 0 && resultIsFree(program.steps[producer[operand]].operation);
  }
}

}  // namespace

HarmonizeMessage programNew(
  const HarmonizeInstruction *instructions, int64_t count, int32_t given, int32_t values, const int32_t *outputs,
  int32_t outputCount, HarmonizeProgram **result) {
  return guarded([&] {
    auto program = std::make_unique<HarmonizeProgram>();
    program->outputs.assign(outputs, outputs + outputCount);
    program->given = given;
    program->values = values;
    for (const auto output : program->outputs) TORCH_CHECK(output >= 0 && output < values, "no value ", output);
    for (int64_t i = 0; i < count; ++i) program->steps.push_back(owned(instructions[i], given, values));
    plan(*program);
    *result = program.release();
  });
}

void programFree(HarmonizeProgram *program) { delete program; }

HarmonizeMessage programRun(
  HarmonizeProgram *program, HarmonizeTensor *const *given, HarmonizeMode mode, HarmonizeTensor **outputs,
  int64_t *failed) {
  *failed = -1;
  return guarded([&] {
    const at::AutoGradMode recording(mode.gradient);
    auto values = unwrap(given, program->given);
    values.resize(program->values);
    for (size_t index = 0; index < program->steps.size(); ++index) {
      const auto &step = program->steps[index];
      *failed = static_cast<int64_t>(index);
      values[step.result] = compute(step, values, mode);
      for (const auto value : step.finished) values[value].reset();
    }
    *failed = -1;
    std::vector<std::unique_ptr<HarmonizeTensor>> results;
    for (const auto output : program->outputs) results.push_back(std::make_unique<HarmonizeTensor>(values[output]));
    for (size_t index = 0; index < results.size(); ++index) outputs[index] = results[index].release();
  });
}

}  // namespace harmonize
