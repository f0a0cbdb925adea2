// Generators and random tensors.
#include "Functions.h"

namespace harmonize {

static at::Generator defaultGenerator(int32_t kind, int32_t index) {
  return at::globalContext().defaultGenerator(device(kind, index));
}

HarmonizeMessage manualSeed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); });
}

HarmonizeMessage generatorNew(int32_t kind, int32_t index, uint64_t seed, HarmonizeGenerator **result) {
  return guarded([&] {
    auto generator = defaultGenerator(kind, index).clone();
    generator.set_current_seed(seed);
    *result = new HarmonizeGenerator{std::move(generator)};
  });
}

HarmonizeMessage generatorDefault(int32_t kind, int32_t index, HarmonizeGenerator **result) {
  return guarded([&] { *result = new HarmonizeGenerator{defaultGenerator(kind, index)}; });
}

void generatorFree(HarmonizeGenerator *generator) { delete generator; }

HarmonizeMessage generatorState(HarmonizeGenerator *generator, HarmonizeTensor **result) {
  return returning(result, [&] {
    std::lock_guard<std::mutex> lock(generator->value.mutex());
    return generator->value.get_state();
  });
}

HarmonizeMessage generatorSetState(HarmonizeGenerator *generator, HarmonizeTensor *state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->value.mutex());
    generator->value.set_state(unwrap(state));
  });
}

static std::optional<at::Generator> given(HarmonizeGenerator *generator) {
  return generator ? std::optional(generator->value) : std::nullopt;
}

HarmonizeMessage tensorUniform(
  const int64_t *sizes, int32_t rank, double low, double high, HarmonizeGenerator *generator, HarmonizeOptions place,
  HarmonizeTensor **result) {
  return returning(result, [&] {
    return at::empty({sizes, static_cast<size_t>(rank)}, options(place)).uniform_(low, high, given(generator));
  });
}

HarmonizeMessage tensorNormal(
  const int64_t *sizes, int32_t rank, double mean, double deviation, HarmonizeGenerator *generator,
  HarmonizeOptions place, HarmonizeTensor **result) {
  return returning(result, [&] {
    return at::empty({sizes, static_cast<size_t>(rank)}, options(place)).normal_(mean, deviation, given(generator));
  });
}

}  // namespace harmonize
