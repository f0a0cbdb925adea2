// The functions of libvips, GObject and GLib that are looked up, and the few layouts that have no accessor.
#pragma once

#include "CHarmonizationVips.h"

typedef size_t CVipsGType;

/// As GValue (GObject).
typedef struct {
  CVipsGType type;
  uint64_t data[2];
} CVipsGValue;

enum { CVIPS_G_TYPE_INT = 6 << 2, CVIPS_G_TYPE_DOUBLE = 15 << 2, CVIPS_G_TYPE_STRING = 16 << 2 };

/// As GTypeQuery (GObject).
typedef struct {
  CVipsGType type;
  const char *name;
  unsigned int class_size;
  unsigned int instance_size;
} CVipsGTypeQuery;

/// As VipsObject (libvips 8); only its size matters. GObject's own part is three words.
typedef struct {
  void *parent_instance[3];
  int constructed, static_object;
  void *argument_table;
  char *nickname, *description;
  int preclose, close, postclose;
  size_t local_memory;
} CVipsObjectLayout;

/// As VipsRegion (libvips 8); the tail that we do not touch is left out.
typedef struct {
  CVipsObjectLayout parent_object;
  VipsImage *im;
  CVipsRect valid;
  int type;
  uint8_t *data;
  int bpl;
} CVipsRegionLayout;

#define CVIPS_FUNCTIONS(X)                                                                                             \
  X(int, vips_init, (const char *))                                                                                    \
  X(int, vips_version, (int))                                                                                          \
  X(void, vips_cache_set_max, (int))                                                                                   \
  X(void, vips_block_untrusted_set, (int))                                                                             \
  X(void, vips_operation_block_set, (const char *, int))                                                               \
  X(char *, vips_error_buffer_copy, (void))                                                                            \
  X(CVipsGType, vips_type_find, (const char *, const char *))                                                          \
  X(CVipsGType, vips_region_get_type, (void))                                                                          \
  X(CVipsGType, vips_object_get_type, (void))                                                                          \
  X(CVipsGType, vips_image_get_type, (void))                                                                           \
  X(CVipsGType, vips_array_image_get_type, (void))                                                                     \
  X(VipsSource *, vips_source_custom_new, (void))                                                                      \
  X(VipsSource *, vips_source_new_from_memory, (const void *, size_t))                                                 \
  X(VipsTarget *, vips_target_custom_new, (void))                                                                      \
  X(VipsOperation *, vips_operation_new, (const char *))                                                               \
  X(int, vips_cache_operation_buildp, (VipsOperation **))                                                              \
  X(void, vips_object_unref_outputs, (void *))                                                                         \
  X(void, vips_value_set_array_image, (CVipsGValue *, int))                                                            \
  X(VipsImage **, vips_value_get_array_image, (const CVipsGValue *, int *))                                            \
  X(VipsImage *, vips_image_new, (void))                                                                               \
  X(VipsImage *, vips_image_new_from_memory, (const void *, size_t, int, int, int, int))                               \
  X(VipsImage *, vips_image_copy_memory, (VipsImage *))                                                                \
  X(int, vips_image_get_width, (const VipsImage *))                                                                    \
  X(int, vips_image_get_height, (const VipsImage *))                                                                   \
  X(int, vips_image_get_bands, (const VipsImage *))                                                                    \
  X(int, vips_image_get_format, (const VipsImage *))                                                                   \
  X(int, vips_image_get_interpretation, (const VipsImage *))                                                           \
  X(int, vips_image_get_coding, (const VipsImage *))                                                                   \
  X(double, vips_image_get_xres, (const VipsImage *))                                                                  \
  X(double, vips_image_get_yres, (const VipsImage *))                                                                  \
  X(int, vips_image_get_orientation, (VipsImage *))                                                                    \
  X(int, vips_image_hasalpha, (VipsImage *))                                                                           \
  X(CVipsGType, vips_image_get_typeof, (const VipsImage *, const char *))                                              \
  X(int, vips_image_get_int, (const VipsImage *, const char *, int *))                                                 \
  X(int, vips_image_get_string, (const VipsImage *, const char *, const char **))                                      \
  X(int, vips_image_get_blob, (const VipsImage *, const char *, const void **, size_t *))                              \
  X(void, vips_image_set_int, (VipsImage *, const char *, int))                                                        \
  X(void, vips_image_set_string, (VipsImage *, const char *, const char *))                                            \
  X(void, vips_image_set_blob_copy, (VipsImage *, const char *, const void *, size_t))                                 \
  X(int, vips_image_remove, (VipsImage *, const char *))                                                               \
  X(char **, vips_image_get_fields, (VipsImage *))                                                                     \
  X(void, g_strfreev, (char **))                                                                                       \
  X(int, vips_image_pipeline_array, (VipsImage *, int, VipsImage **))                                                  \
  X(void, vips_image_init_fields, (VipsImage *, int, int, int, int, int, int, double, double))                         \
  X(int, vips_image_generate,                                                                                          \
    (VipsImage *, void *(*)(VipsImage *, void *, void *), int (*)(VipsRegion *, void *, void *, void *, int *),        \
     int (*)(void *, void *, void *), void *, void *))                                                                 \
  X(void *, vips_start_many, (VipsImage *, void *, void *))                                                            \
  X(int, vips_stop_many, (void *, void *, void *))                                                                     \
  X(VipsRegion *, vips_region_new, (VipsImage *))                                                                      \
  X(int, vips_region_prepare, (VipsRegion *, const CVipsRect *))                                                       \
  X(int, vips_sink_disc, (VipsImage *, int (*)(VipsRegion *, CVipsRect *, void *), void *))                            \
  X(void *, g_object_ref, (void *))                                                                                    \
  X(void, g_object_unref, (void *))                                                                                    \
  X(void, g_object_set_data_full, (void *, const char *, void *, void (*)(void *)))                                    \
  X(void, g_object_set_property, (void *, const char *, const CVipsGValue *))                                          \
  X(void, g_object_get_property, (void *, const char *, CVipsGValue *))                                                \
  X(CVipsGValue *, g_value_init, (CVipsGValue *, CVipsGType))                                                          \
  X(void, g_value_unset, (CVipsGValue *))                                                                              \
  X(void, g_value_set_int, (CVipsGValue *, int))                                                                       \
  X(void, g_value_set_double, (CVipsGValue *, double))                                                                 \
  X(void, g_value_set_string, (CVipsGValue *, const char *))                                                           \
  X(void, g_value_set_object, (CVipsGValue *, void *))                                                                 \
  X(void *, g_value_get_object, (const CVipsGValue *))                                                                 \
  X(CVipsGType, g_object_get_type, (void))                                                                             \
  X(void, g_type_query, (CVipsGType, CVipsGTypeQuery *))                                                               \
  X(unsigned long, g_signal_connect_data,                                                                              \
    (void *, const char *, void (*)(void), void *, void (*)(void *, void *), int))                                     \
  X(unsigned int, g_log_set_handler,                                                                                   \
    (const char *, int, void (*)(const char *, int, const char *, void *), void *))                                    \
  X(void, g_free, (void *))

struct cvips_table {
#define CVIPS_FIELD(result, name, arguments) result(*name) arguments;
  CVIPS_FUNCTIONS(CVIPS_FIELD)
#undef CVIPS_FIELD
};

extern struct cvips_table cvips;
