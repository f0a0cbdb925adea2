#include "CHarmonizationOpenVINO.h"

#if defined(__x86_64__)
#include <cpuid.h>

static uint64_t enabled_states(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

bool copenvino_has_bf16_matrix_units(void) {
  const uint32_t osxsave = 1u << 27, amx_bf16 = 1u << 22, amx_tile = 1u << 24;
  const uint64_t tile_states = 3u << 17;
  uint32_t eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & osxsave)) return false;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return false;
  return (edx & amx_bf16) && (edx & amx_tile) && (enabled_states() & tile_states) == tile_states;
}

#else

bool copenvino_has_bf16_matrix_units(void) { return false; }

#endif
