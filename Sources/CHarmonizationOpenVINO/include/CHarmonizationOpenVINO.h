// OpenVINO's C API (2026.4), as much of it as inference needs, loaded at run time.
//
// The declarations are our own so that the package builds where no OpenVINO is installed. Tests/abi/openvino_abi.c compares
// every one of them with the real headers.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
// Only the table's fields say whether they may be null.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"
#define COV_NONNULL _Nonnull
#else
#define COV_NONNULL
#endif

/// ov_status_e: 0 is success, negative values are errors.
typedef int32_t COVStatus;
/// ov_element_type_e.
typedef uint32_t COVElementType;
enum { COVElementF32 = 4 };

/// ov_shape_t: a shape without unknown dimensions.
typedef struct {
  int64_t rank;
  int64_t *dims;
} COVShape;

/// ov_dimension_t: a range of extents; -1 as maximum means no limit.
typedef struct {
  int64_t min;
  int64_t max;
} COVDimension;

/// ov_partial_shape_t: a shape whose extents may be ranges.
typedef struct {
  COVDimension rank;
  COVDimension *dims;
} COVPartialShape;

/// ov_property_t: a setting's name and value.
typedef struct {
  const char *key;
  const void *value;
} COVProperty;

/// ov_callback_t: called when an asynchronous inference ends.
typedef struct {
  void (*callback)(void *context);
  void *context;
} COVCallback;

/// ov_version_t.
typedef struct {
  const char *build;
  const char *description;
} COVVersion;

/// ov_available_devices_t.
typedef struct {
  char **devices;
  size_t size;
} COVAvailableDevices;

// Opaque objects; the tags are OpenVINO's own.
typedef struct ov_core COVCore;
typedef struct ov_model COVModel;
typedef struct ov_compiled_model COVCompiledModel;
typedef struct ov_infer_request COVInferRequest;
typedef struct ov_output_const_port COVPort;
typedef struct ov_tensor COVTensor;

/// Every function that is loaded: F(result, name, parameters...). The value types are parameters so that the ABI check can
/// put OpenVINO's own in their place.
#define COPENVINO_FUNCTIONS(F, Status, Element, Shape, PartialShape, Property, Callback, Version, Devices)             \
  F(const char *, ov_get_error_info, Status)                                                                           \
  F(const char *, ov_get_last_err_msg, void)                                                                           \
  F(void, ov_free, const char *)                                                                                       \
  F(Status, ov_get_openvino_version, Version *)                                                                        \
  F(void, ov_version_free, Version *)                                                                                  \
  F(Status, ov_core_create, struct ov_core **)                                                                         \
  F(void, ov_core_free, struct ov_core *)                                                                              \
  F(Status, ov_core_get_available_devices, const struct ov_core *, Devices *)                                          \
  F(void, ov_available_devices_free, Devices *)                                                                        \
  F(Status, ov_core_set_properties, const struct ov_core *, const char *, size_t, const Property *)                    \
  F(Status, ov_core_get_property, const struct ov_core *, const char *, const char *, char **)                         \
  F(Status, ov_core_read_model_from_memory_buffer, const struct ov_core *, const char *, size_t,                       \
    const struct ov_tensor *Text, struct ov_model **)                                                                  \
  F(Status, ov_core_compile_model_props, const struct ov_core *, const struct ov_model *, const char *, size_t,        \
    const Property *, struct ov_compiled_model **)                                                                     \
  F(Status, ov_core_import_model, const struct ov_core *, const char *, size_t, const char *,                          \
    struct ov_compiled_model **)                                                                                       \
  F(void, ov_model_free, struct ov_model *)                                                                            \
  F(Status, ov_model_reshape, const struct ov_model *, const char **, const PartialShape *, size_t)                    \
  F(void, ov_compiled_model_free, struct ov_compiled_model *)                                                          \
  F(Status, ov_compiled_model_inputs_size, const struct ov_compiled_model *, size_t *)                                 \
  F(Status, ov_compiled_model_input_by_index, const struct ov_compiled_model *, size_t,                                \
    struct ov_output_const_port **)                                                                                    \
  F(Status, ov_compiled_model_outputs_size, const struct ov_compiled_model *, size_t *)                                \
  F(Status, ov_compiled_model_output_by_index, const struct ov_compiled_model *, size_t,                               \
    struct ov_output_const_port **)                                                                                    \
  F(Status, ov_compiled_model_get_property, const struct ov_compiled_model *, const char *, char **)                   \
  F(Status, ov_compiled_model_export_model, const struct ov_compiled_model *, const char *)                            \
  F(Status, ov_compiled_model_create_infer_request, const struct ov_compiled_model *, struct ov_infer_request **)      \
  F(Status, ov_port_get_any_name, const struct ov_output_const_port *, char **)                                        \
  F(Status, ov_port_get_partial_shape, const struct ov_output_const_port *, PartialShape *)                            \
  F(Status, ov_port_get_element_type, const struct ov_output_const_port *, Element *)                                  \
  F(void, ov_output_const_port_free, struct ov_output_const_port *)                                                    \
  F(void, ov_partial_shape_free, PartialShape *)                                                                       \
  F(Status, ov_shape_free, Shape *)                                                                                    \
  F(void, ov_infer_request_free, struct ov_infer_request *)                                                            \
  F(Status, ov_infer_request_set_input_tensor_by_index, struct ov_infer_request *, size_t, const struct ov_tensor *)   \
  F(Status, ov_infer_request_get_output_tensor_by_index, const struct ov_infer_request *, size_t, struct ov_tensor **) \
  F(Status, ov_infer_request_infer, struct ov_infer_request *)                                                         \
  F(Status, ov_infer_request_start_async, struct ov_infer_request *)                                                   \
  F(Status, ov_infer_request_wait, struct ov_infer_request *)                                                          \
  F(Status, ov_infer_request_set_callback, struct ov_infer_request *, const Callback *)                                \
  F(Status, ov_tensor_create, Element, Shape, struct ov_tensor **)                                                     \
  F(Status, ov_tensor_get_shape, const struct ov_tensor *, Shape *)                                                    \
  F(Status, ov_tensor_get_element_type, const struct ov_tensor *, Element *)                                           \
  F(Status, ov_tensor_data, const struct ov_tensor *, void **)                                                         \
  F(void, ov_tensor_free, struct ov_tensor *)

/// The loaded functions, every one of them present.
typedef struct {
#define COPENVINO_FIELD(result, name, ...) result (*COV_NONNULL name)(__VA_ARGS__);
  COPENVINO_FUNCTIONS(
      COPENVINO_FIELD, COVStatus, COVElementType, COVShape, COVPartialShape, COVProperty, COVCallback, COVVersion,
      COVAvailableDevices)
#undef COPENVINO_FIELD
} COpenVINOFunctions;

/// How loading ended.
typedef enum {
  COVLoaded = 0,
  /// There is no such file, or it is no library for this machine.
  COVNotLoadable,
  /// A library that is not OpenVINO, or too old.
  COVFunctionMissing,
} COVLoadResult;

/// Loads `path` (a file, or a bare name that the system's loader looks up) and fills `functions`.
/// Writes one line to `message` where that fails. A loaded library stays for the rest of the process.
COVLoadResult copenvino_load(const char *path, COpenVINOFunctions *functions, char *message, size_t capacity);

/// Whether this processor and its operating system offer matrix units for bfloat16 (Intel AMX).
bool copenvino_has_bf16_matrix_units(void);

#if defined(__clang__)
#pragma clang diagnostic pop
#endif
