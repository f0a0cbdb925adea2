// Compiled, never run: our declarations of OpenVINO's C API against the real headers.
#include <openvino/c/openvino.h>

#include "CHarmonizationOpenVINO.h"

#define SAME_FUNCTION(result, name, ...) \
  _Static_assert(__builtin_types_compatible_p(result(__VA_ARGS__), __typeof__(name)), "declaration of " #name " differs");
COPENVINO_FUNCTIONS(SAME_FUNCTION, ov_status_e, ov_element_type_e, ov_shape_t, ov_partial_shape_t, ov_property_t,
                    ov_callback_t, ov_version_t, ov_available_devices_t)

#define SAME_FIELD(ours, our_field, theirs, their_field)                                                              \
  _Static_assert(offsetof(ours, our_field) == offsetof(theirs, their_field) &&                                       \
                     sizeof(((ours *)0)->our_field) == sizeof(((theirs *)0)->their_field),                           \
                 #ours "." #our_field " differs");
#define SAME_SIZE(ours, theirs) _Static_assert(sizeof(ours) == sizeof(theirs), #ours " differs in size");

SAME_SIZE(COVStatus, ov_status_e)
SAME_SIZE(COVElementType, ov_element_type_e)
_Static_assert(OK == 0 && (int)COVElementF32 == (int)F32, "enumeration values differ");

SAME_SIZE(COVShape, ov_shape_t)
SAME_FIELD(COVShape, rank, ov_shape_t, rank)
SAME_FIELD(COVShape, dims, ov_shape_t, dims)

SAME_SIZE(COVDimension, ov_dimension_t)
SAME_FIELD(COVDimension, min, ov_dimension_t, min)
SAME_FIELD(COVDimension, max, ov_dimension_t, max)

SAME_SIZE(COVPartialShape, ov_partial_shape_t)
SAME_FIELD(COVPartialShape, rank, ov_partial_shape_t, rank)
SAME_FIELD(COVPartialShape, dims, ov_partial_shape_t, dims)

SAME_SIZE(COVProperty, ov_property_t)
SAME_FIELD(COVProperty, key, ov_property_t, key)
SAME_FIELD(COVProperty, value, ov_property_t, value)

SAME_SIZE(COVCallback, ov_callback_t)
SAME_FIELD(COVCallback, callback, ov_callback_t, callback_func)
SAME_FIELD(COVCallback, context, ov_callback_t, args)

SAME_SIZE(COVAvailableDevices, ov_available_devices_t)
SAME_FIELD(COVAvailableDevices, devices, ov_available_devices_t, devices)
SAME_FIELD(COVAvailableDevices, size, ov_available_devices_t, size)

SAME_SIZE(COVVersion, ov_version_t)
SAME_FIELD(COVVersion, build, ov_version_t, buildNumber)
SAME_FIELD(COVVersion, description, ov_version_t, description)
