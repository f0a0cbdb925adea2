/// The C interface between Swift and `libharmonize_torch`, the small C++ library in `shim/` that talks to libtorch.
///
/// Rules that every function keeps:
/// - It returns NULL, or a message that the caller releases with `message_free`. No C++ exception leaves the library.
/// - Handles written to an out parameter belong to the caller, and are written only after every step has succeeded.
/// - Handles passed in are borrowed for the call. Integers have fixed widths; nothing of C++ shows.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct HarmonizeTensor HarmonizeTensor;
typedef struct HarmonizeGenerator HarmonizeGenerator;
typedef struct HarmonizeProgram HarmonizeProgram;
typedef struct HarmonizeStore HarmonizeStore;
typedef struct HarmonizeGroup HarmonizeGroup;
/// NULL for success, else text to be released with `message_free`.
typedef char *HarmonizeMessage;

/// Element types; the values are part of the interface.
enum {
  HARMONIZE_FLOAT64 = 0,
  HARMONIZE_FLOAT32 = 1,
  HARMONIZE_FLOAT16 = 2,
  HARMONIZE_BFLOAT16 = 3,
  HARMONIZE_INT64 = 4,
  HARMONIZE_INT32 = 5,
  HARMONIZE_UINT8 = 6,
  HARMONIZE_BOOL = 7
};

/// Kinds of devices.
enum { HARMONIZE_CPU = 0, HARMONIZE_CUDA = 1, HARMONIZE_MPS = 2 };

/// Orders of a tensor's elements in memory.
enum { HARMONIZE_PRESERVE = 0, HARMONIZE_CONTIGUOUS = 1, HARMONIZE_CHANNELS_LAST = 2 };

/// Elementwise functions of one tensor.
enum { HARMONIZE_NEGATE = 0, HARMONIZE_ABS = 1, HARMONIZE_SQUARE = 2, HARMONIZE_SQRT = 3, HARMONIZE_EXP = 4 };

/// Elementwise functions of two tensors, broadcast.
enum { HARMONIZE_ADD = 0, HARMONIZE_SUBTRACT = 1, HARMONIZE_MULTIPLY = 2, HARMONIZE_DIVIDE = 3 };

/// Elementwise functions of a tensor and a number.
enum { HARMONIZE_ADD_NUMBER = 0, HARMONIZE_MULTIPLY_NUMBER = 1, HARMONIZE_AT_LEAST = 2, HARMONIZE_AT_MOST = 3 };

/// Reductions over axes.
enum { HARMONIZE_SUM = 0, HARMONIZE_MEAN = 1, HARMONIZE_MAXIMUM = 2, HARMONIZE_MINIMUM = 3, HARMONIZE_NORM = 4 };

/// Type and place of new tensors.
typedef struct HarmonizeOptions {
  int32_t dtype;
  int32_t device;
  int32_t device_index;
  int32_t memory_format;
} HarmonizeOptions;

/// What a tensor is.
typedef struct HarmonizeInfo {
  int32_t dtype;
  int32_t device;
  int32_t device_index;
  int32_t rank;
  int64_t sizes[8];
  int64_t strides[8];
  int64_t count;
  int32_t requires_gradient;
  int32_t channels_last;
} HarmonizeInfo;

/// One step of a program. Values are numbered: first the program's inputs and parameters, then the results.
///
/// Operations and activations are called by their names in HarmonizationGraph; Operations.cpp and Activations.cpp say which integers and
/// numbers each takes.
typedef struct HarmonizeInstruction {
  const char *operation;
  /// Applied to the result; NULL for none.
  const char *activation;
  const int32_t *operands;
  const int64_t *integers;
  const double *numbers;
  int32_t result;
  int32_t operand_count;
  int32_t integer_count;
  /// The operation's numbers, then the activation's.
  int32_t number_count;
} HarmonizeInstruction;

/// How a program runs.
typedef struct HarmonizeMode {
  /// Normalization by batch statistics; running statistics are updated.
  int32_t training;
  /// Dropout drops.
  int32_t dropout;
  /// Remember what the backward pass needs.
  int32_t gradient;
  /// Convolutions and products in bfloat16, everything that needs range or precision in float32.
  int32_t mixed;
  /// Images in channels-last order.
  int32_t channels_last;
  /// Starts a generator of the run's own for dropout; 0 draws from the shared one.
  uint64_t seed;
} HarmonizeMode;

/// Settings of one Adam update of tensors that share a learning rate.
typedef struct HarmonizeAdam {
  double learning_rate;
  double beta1;
  double beta2;
  double epsilon;
  double weight_decay;
  /// Updates made before this one, plus one.
  int64_t step;
} HarmonizeAdam;

/// Where and as what a process joins a group.
typedef struct HarmonizeMeeting {
  /// The machine with the store at which the processes meet.
  const char *host;
  /// Precedes the group's keys in the store, which others may use, too.
  const char *name;
  /// Milliseconds that a process waits for the others, here and in every exchange.
  int64_t timeout;
  int32_t port;
  /// Whether the store is made by this process.
  int32_t serves;
  int32_t rank;
  int32_t size;
} HarmonizeMeeting;

/// The interface: a table of functions, valid for the life of the process.
typedef struct HarmonizeTorchAPI {
  // The library
  void (*message_free)(HarmonizeMessage);
  const char *(*version)(void);
  int64_t (*live_tensors)(void);
  HarmonizeMessage (*device_count)(int32_t device, int64_t *count);
  HarmonizeMessage (*synchronize)(int32_t device, int32_t index);
  HarmonizeMessage (*set_threads)(int32_t count);
  int32_t (*threads)(void);
  /// Keeps large blocks of CPU memory for reuse instead of giving them back to the system; -1 asks for the default.
  HarmonizeMessage (*set_memory_cache)(int64_t bytes);
  int64_t (*memory_cached)(void);
  HarmonizeMessage (*set_float32_precision)(int32_t reduced);
  HarmonizeMessage (*set_deterministic)(int32_t deterministic);

  // Randomness
  HarmonizeMessage (*manual_seed)(uint64_t seed);
  HarmonizeMessage (*generator_new)(int32_t device, int32_t index, uint64_t seed, HarmonizeGenerator **result);
  /// The generator that operations use when none is given.
  HarmonizeMessage (*generator_default)(int32_t device, int32_t index, HarmonizeGenerator **result);
  void (*generator_free)(HarmonizeGenerator *);
  HarmonizeMessage (*generator_state)(HarmonizeGenerator *, HarmonizeTensor **result);
  HarmonizeMessage (*generator_set_state)(HarmonizeGenerator *, HarmonizeTensor *state);

  // Creation and copying
  HarmonizeMessage (*tensor_from_bytes)(
    const void *bytes, size_t length, const int64_t *sizes, int32_t rank, HarmonizeOptions, HarmonizeTensor **result);
  HarmonizeMessage (*tensor_full)(
    const int64_t *sizes, int32_t rank, double value, HarmonizeOptions, HarmonizeTensor **result);
  HarmonizeMessage (*tensor_uniform)(
    const int64_t *sizes, int32_t rank, double low, double high, HarmonizeGenerator *, HarmonizeOptions,
    HarmonizeTensor **result);
  HarmonizeMessage (*tensor_normal)(
    const int64_t *sizes, int32_t rank, double mean, double deviation, HarmonizeGenerator *, HarmonizeOptions,
    HarmonizeTensor **result);
  void (*tensor_free)(HarmonizeTensor *);
  HarmonizeMessage (*tensor_info)(HarmonizeTensor *, HarmonizeInfo *);
  /// Writes the elements in C order, converted to `dtype`; `length` must be their exact size.
  HarmonizeMessage (*tensor_copy_bytes)(HarmonizeTensor *, int32_t dtype, void *bytes, size_t length);
  HarmonizeMessage (*tensor_to)(HarmonizeTensor *, HarmonizeOptions, HarmonizeTensor **result);
  HarmonizeMessage (*tensor_clone)(HarmonizeTensor *, HarmonizeTensor **result);
  HarmonizeMessage (*tensor_detach)(HarmonizeTensor *, HarmonizeTensor **result);
  HarmonizeMessage (*tensor_copy)(HarmonizeTensor *target, HarmonizeTensor *source);
  HarmonizeMessage (*tensor_fill)(HarmonizeTensor *target, double value);

  // Arithmetic
  HarmonizeMessage (*unary)(int32_t function, HarmonizeTensor *, HarmonizeTensor **result);
  HarmonizeMessage (*binary)(int32_t function, HarmonizeTensor *, HarmonizeTensor *, HarmonizeTensor **result);
  HarmonizeMessage (*with_number)(int32_t function, HarmonizeTensor *, double, HarmonizeTensor **result);
  /// No axes mean all of them.
  HarmonizeMessage (*reduce)(
    int32_t function, HarmonizeTensor *, const int64_t *axes, int32_t count, int32_t keep, HarmonizeTensor **result);
  HarmonizeMessage (*matrix_product)(HarmonizeTensor *, HarmonizeTensor *, HarmonizeTensor **result);

  // Shape
  HarmonizeMessage (*reshape)(HarmonizeTensor *, const int64_t *sizes, int32_t rank, HarmonizeTensor **result);
  HarmonizeMessage (*permute)(HarmonizeTensor *, const int64_t *axes, int32_t rank, HarmonizeTensor **result);
  HarmonizeMessage (*slice)(HarmonizeTensor *, int64_t axis, int64_t start, int64_t end, HarmonizeTensor **result);
  HarmonizeMessage (*concatenate)(HarmonizeTensor *const *, int64_t count, int64_t axis, HarmonizeTensor **result);
  HarmonizeMessage (*flip)(HarmonizeTensor *, int64_t axis, HarmonizeTensor **result);

  // Gradients
  HarmonizeMessage (*set_requires_gradient)(HarmonizeTensor *, int32_t requires_gradient);
  /// NULL where there is none.
  HarmonizeMessage (*gradient)(HarmonizeTensor *, HarmonizeTensor **result);
  HarmonizeMessage (*clear_gradients)(HarmonizeTensor *const *, int64_t count);
  HarmonizeMessage (*backward)(HarmonizeTensor *);
  /// Gradient recording on this thread; returns the previous state.
  int32_t (*set_gradient_mode)(int32_t enabled);
  /// Autocasting to bfloat16 for a kind of device on this thread; writes the previous state.
  HarmonizeMessage (*set_autocast)(int32_t device, int32_t enabled, int32_t *previous);

  // Many tensors at once
  /// Parameters without a gradient are left alone. First and second moments are updated in place.
  HarmonizeMessage (*adam_step)(
    HarmonizeTensor *const *parameters, HarmonizeTensor *const *first, HarmonizeTensor *const *second, int64_t count,
    HarmonizeAdam);
  /// Moves the gradients of `replicas` times `count` tensors, one replica after the other, to `count` tensors, as their sums.
  HarmonizeMessage (*collect_gradients)(
    HarmonizeTensor *const *targets, HarmonizeTensor *const *sources, int64_t count, int64_t replicas);
  /// L2 norm of each gradient; -1 where there is none.
  HarmonizeMessage (*gradient_norms)(HarmonizeTensor *const *parameters, int64_t count, double *norms);
  HarmonizeMessage (*scale_gradients)(HarmonizeTensor *const *parameters, int64_t count, double factor);
  /// targets = decay * targets + (1 - decay) * sources
  HarmonizeMessage (*moving_average)(
    HarmonizeTensor *const *targets, HarmonizeTensor *const *sources, int64_t count, double decay);

  // Programs
  HarmonizeMessage (*program_new)(
    const HarmonizeInstruction *, int64_t count, int32_t given, int32_t values, const int32_t *outputs,
    int32_t output_count, HarmonizeProgram **result);
  void (*program_free)(HarmonizeProgram *);
  /// `failed` is the index of the instruction that an error is about, or -1.
  HarmonizeMessage (*program_run)(
    HarmonizeProgram *, HarmonizeTensor *const *given, HarmonizeMode, HarmonizeTensor **outputs, int64_t *failed);

  // Groups of processes (c10d with gloo). After a failure a group's connections are closed.
  /// A store for processes of this machine to meet at; writes the port.
  HarmonizeMessage (*store_serve)(int32_t *port, HarmonizeStore **result);
  void (*store_free)(HarmonizeStore *);
  HarmonizeMessage (*group_join)(HarmonizeMeeting, HarmonizeGroup **result);
  void (*group_free)(HarmonizeGroup *);
  /// Waits, then writes the ranks that gave no sign of life meanwhile, at most one less than the group has; or one -1 if the store
  /// itself is silent.
  HarmonizeMessage (*group_silent)(HarmonizeGroup *, int64_t milliseconds, int32_t *ranks, int32_t *count);
  HarmonizeMessage (*group_barrier)(HarmonizeGroup *);
  /// The tensors of `root` overwrite those of the others.
  HarmonizeMessage (*group_broadcast)(HarmonizeGroup *, HarmonizeTensor *const *tensors, int64_t count, int32_t root);
  /// `count` tensors of one type from each process, to `count` times the group's size, rank by rank.
  HarmonizeMessage (*group_all_gather)(
    HarmonizeGroup *, HarmonizeTensor *const *sources, int64_t count, HarmonizeTensor *const *targets);
  /// Gradients become their sums over all processes, in no fixed order.
  HarmonizeMessage (*group_sum_gradients)(HarmonizeGroup *, HarmonizeTensor *const *tensors, int64_t count);
  /// As `collect_gradients` for the parts of all processes, rank by rank: with the same bits.
  HarmonizeMessage (*group_collect_gradients)(
    HarmonizeGroup *, HarmonizeTensor *const *targets, HarmonizeTensor *const *sources, int64_t count, int64_t parts);
} HarmonizeTorchAPI;

/// The library's only export: the table, or NULL where the library was made from other sources than the caller expects.
typedef const HarmonizeTorchAPI *(*HarmonizeTorchEntry)(uint64_t sources);
#define HARMONIZE_TORCH_ENTRY "harmonize_torch_api"

/// FNV-1a over this header and the library's sources, as they were when CHarmonizationTorch.c was compiled; part of the library's
/// name.
uint64_t harmonize_torch_sources(void);

#ifdef __cplusplus
}
#endif
