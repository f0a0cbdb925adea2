// The functions of the table, by topic; what each does is said in CHarmonizationTorch.h.
#pragma once

#include "Boundary.h"

namespace harmonize {

// Library.cpp
void messageFree(HarmonizeMessage);
const char *version();
int64_t liveTensors();
HarmonizeMessage deviceCount(int32_t device, int64_t *count);
HarmonizeMessage synchronize(int32_t device, int32_t index);
HarmonizeMessage setThreads(int32_t count);
int32_t threads();
HarmonizeMessage setFloat32Precision(int32_t reduced);
HarmonizeMessage setDeterministic(int32_t deterministic);

// Memory.cpp
HarmonizeMessage setMemoryCache(int64_t bytes);
int64_t memoryCached();

// Random.cpp
HarmonizeMessage manualSeed(uint64_t seed);
HarmonizeMessage generatorNew(int32_t device, int32_t index, uint64_t seed, HarmonizeGenerator **);
HarmonizeMessage generatorDefault(int32_t device, int32_t index, HarmonizeGenerator **);
void generatorFree(HarmonizeGenerator *);
HarmonizeMessage generatorState(HarmonizeGenerator *, HarmonizeTensor **);
HarmonizeMessage generatorSetState(HarmonizeGenerator *, HarmonizeTensor *);
HarmonizeMessage tensorUniform(
  const int64_t *, int32_t, double low, double high, HarmonizeGenerator *, HarmonizeOptions, HarmonizeTensor **);
HarmonizeMessage tensorNormal(
  const int64_t *, int32_t, double mean, double deviation, HarmonizeGenerator *, HarmonizeOptions, HarmonizeTensor **);

// Tensors.cpp
HarmonizeMessage tensorFromBytes(
  const void *, size_t, const int64_t *, int32_t, HarmonizeOptions, HarmonizeTensor **);
HarmonizeMessage tensorFull(const int64_t *, int32_t, double, HarmonizeOptions, HarmonizeTensor **);
void tensorFree(HarmonizeTensor *);
HarmonizeMessage tensorInfo(HarmonizeTensor *, HarmonizeInfo *);
HarmonizeMessage tensorCopyBytes(HarmonizeTensor *, int32_t dtype, void *, size_t);
HarmonizeMessage tensorTo(HarmonizeTensor *, HarmonizeOptions, HarmonizeTensor **);
HarmonizeMessage tensorClone(HarmonizeTensor *, HarmonizeTensor **);
HarmonizeMessage tensorDetach(HarmonizeTensor *, HarmonizeTensor **);
HarmonizeMessage tensorCopy(HarmonizeTensor *, HarmonizeTensor *);
HarmonizeMessage tensorFill(HarmonizeTensor *, double);

// Arithmetic.cpp
HarmonizeMessage unary(int32_t, HarmonizeTensor *, HarmonizeTensor **);
HarmonizeMessage binary(int32_t, HarmonizeTensor *, HarmonizeTensor *, HarmonizeTensor **);
HarmonizeMessage withNumber(int32_t, HarmonizeTensor *, double, HarmonizeTensor **);
HarmonizeMessage reduce(int32_t, HarmonizeTensor *, const int64_t *, int32_t, int32_t keep, HarmonizeTensor **);
HarmonizeMessage matrixProduct(HarmonizeTensor *, HarmonizeTensor *, HarmonizeTensor **);

// Shapes.cpp
HarmonizeMessage reshape(HarmonizeTensor *, const int64_t *, int32_t, HarmonizeTensor **);
HarmonizeMessage permute(HarmonizeTensor *, const int64_t *, int32_t, HarmonizeTensor **);
HarmonizeMessage slice(HarmonizeTensor *, int64_t axis, int64_t start, int64_t end, HarmonizeTensor **);
HarmonizeMessage concatenate(HarmonizeTensor *const *, int64_t, int64_t axis, HarmonizeTensor **);
HarmonizeMessage flip(HarmonizeTensor *, int64_t axis, HarmonizeTensor **);

// Gradients.cpp
HarmonizeMessage setRequiresGradient(HarmonizeTensor *, int32_t);
HarmonizeMessage gradient(HarmonizeTensor *, HarmonizeTensor **);
HarmonizeMessage clearGradients(HarmonizeTensor *const *, int64_t);
HarmonizeMessage backward(HarmonizeTensor *);
int32_t setGradientMode(int32_t enabled);
HarmonizeMessage setAutocast(int32_t device, int32_t enabled, int32_t *previous);

// Optimization.cpp
HarmonizeMessage adamStep(
  HarmonizeTensor *const *, HarmonizeTensor *const *, HarmonizeTensor *const *, int64_t, HarmonizeAdam);
HarmonizeMessage collectGradients(HarmonizeTensor *const *, HarmonizeTensor *const *, int64_t, int64_t);
HarmonizeMessage gradientNorms(HarmonizeTensor *const *, int64_t, double *);
HarmonizeMessage scaleGradients(HarmonizeTensor *const *, int64_t, double);
HarmonizeMessage movingAverage(HarmonizeTensor *const *, HarmonizeTensor *const *, int64_t, double decay);

// Program.cpp
HarmonizeMessage programNew(
  const HarmonizeInstruction *, int64_t, int32_t given, int32_t values, const int32_t *, int32_t, HarmonizeProgram **);
void programFree(HarmonizeProgram *);
HarmonizeMessage programRun(
  HarmonizeProgram *, HarmonizeTensor *const *, HarmonizeMode, HarmonizeTensor **, int64_t *failed);

// Group.cpp
HarmonizeMessage storeServe(int32_t *port, HarmonizeStore **);
void storeFree(HarmonizeStore *);
HarmonizeMessage groupJoin(HarmonizeMeeting, HarmonizeGroup **);
void groupFree(HarmonizeGroup *);
HarmonizeMessage groupSilent(HarmonizeGroup *, int64_t milliseconds, int32_t *ranks, int32_t *count);
HarmonizeMessage groupBarrier(HarmonizeGroup *);
HarmonizeMessage groupBroadcast(HarmonizeGroup *, HarmonizeTensor *const *, int64_t, int32_t root);
HarmonizeMessage groupAllGather(HarmonizeGroup *, HarmonizeTensor *const *, int64_t, HarmonizeTensor *const *);

// GroupGradients.cpp
HarmonizeMessage groupSumGradients(HarmonizeGroup *, HarmonizeTensor *const *, int64_t);
HarmonizeMessage groupCollectGradients(
  HarmonizeGroup *, HarmonizeTensor *const *, HarmonizeTensor *const *, int64_t, int64_t parts);

}  // namespace harmonize
