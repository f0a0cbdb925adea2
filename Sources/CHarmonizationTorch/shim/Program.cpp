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

/// Whether there are as many settings as the operation reads.
void check(const char *name, const char *kind, int expected, size_t found) {
  TORCH_CHECK(expected < 0 || static_cast<size_t>(expected) == found, name, " takes ", expected, " ", kind, ", not ", found);
}

Step owned(const HarmonizeInstruction &instruction, int32_t given, int32_t values) {
  const auto *known = operation(instruction.operation);
  TORCH_CHECK(known, "unknown operation ", instruction.operation);
  const auto *nonlinearity = instruction.activation ? activation(instruction.activation) : nullptr;
  TORCH_CHECK(nonlinearity || !instruction.activation, "unknown activation ", instruction.activation);
  TORCH_CHECK(instruction.operand_count > 0, "an instruction without operands");
  TORCH_CHECK(instruction.result >= given && instruction.result < values, "no value ", instruction.result);
  Step step{
    known,
    nonlinearity,
    instruction.result,
    {instruction.operands, instruction.operands + instruction.operand_count},
    {instruction.integers, instruction.integers + instruction.integer_count},
    {instruction.numbers, instruction.numbers + instruction.number_count},
    {}};
  const auto settings = nonlinearity ? nonlinearity->settings : 0;
  TORCH_CHECK(step.numbers.size() >= settings, instruction.activation, " lacks settings");
  check(instruction.operation, "integers", known->integers, step.integers.size());
  check(instruction.operation, "numbers", known->numbers, step.numbers.size() - settings);
  for (const auto operand : step.operands)
    TORCH_CHECK(operand >= 0 && operand < values, "no value ", operand);
  return step;
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
    if (!step.activation) continue;
    const auto operand = step.operands[0];
    step.inPlace =
      uses[operand] == 1 && producer[operand] >= 0 && program.steps[producer[operand]].operation->resultIsFree;
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
      values[step.result] = step.operation->compute({step, values, mode});
      for (const auto value : step.finished) values[value].reset();
    }
    *failed = -1;
    std::vector<std::unique_ptr<HarmonizeTensor>> results;
    for (const auto output : program->outputs) results.push_back(std::make_unique<HarmonizeTensor>(values[output]));
    for (size_t index = 0; index < results.size(); ++index) outputs[index] = results[index].release();
  });
}

}  // namespace harmonize
