#include "table.h"

#include <stdlib.h>

void cvips_ref(void *object) { cvips.g_object_ref(object); }
void cvips_unref(void *object) { cvips.g_object_unref(object); }

void cvips_attach(void *object, const char *key, void *context, cvips_release release) {
  cvips.g_object_set_data_full(object, key, context, release);
}

// ---- Sources and targets

VipsSource *cvips_source_new_file(const char *path) { return cvips.vips_source_new_from_file(path); }

VipsSource *cvips_source_new_memory(const void *bytes, size_t count) {
  return cvips.vips_source_new_from_memory(bytes, count);
}


struct target_state {
  CVipsTargetFunctions functions;
  void *context;
};

static int64_t target_write(void *target, const void *bytes, int64_t count, void *state) {
  struct target_state *t = state;
  return t->functions.write(t->context, bytes, count);
}

static int64_t target_read(void *target, void *bytes, int64_t count, void *state) {
  struct target_state *t = state;
  return t->functions.read(t->context, bytes, count);
}

static int64_t target_seek(void *target, int64_t offset, int whence, void *state) {
  struct target_state *t = state;
  return t->functions.seek(t->context, offset, whence);
}

VipsTarget *cvips_target_new(const CVipsTargetFunctions *functions, void *context) {
  struct target_state *state = malloc(sizeof *state);
  if (state == NULL) return NULL;
  *state = (struct target_state){*functions, context};
  VipsTarget *target = cvips.vips_target_custom_new();
  if (target == NULL) {
    free(state);
    return NULL;
  }
  cvips.g_object_set_data_full(target, "cvips-state", state, free);
  cvips.g_signal_connect_data(target, "write", (void (*)(void))target_write, state, NULL, 0);
  cvips.g_signal_connect_data(target, "read", (void (*)(void))target_read, state, NULL, 0);
  cvips.g_signal_connect_data(target, "seek", (void (*)(void))target_seek, state, NULL, 0);
  return target;
}

// ---- Operations

VipsOperation *cvips_operation_new(const char *name) { return cvips.vips_operation_new(name); }

void cvips_operation_set_int(VipsOperation *operation, const char *name, int value) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, CVIPS_G_TYPE_INT);
  cvips.g_value_set_int(&v, value);
  cvips.g_object_set_property(operation, name, &v);
  cvips.g_value_unset(&v);
}

void cvips_operation_set_double(VipsOperation *operation, const char *name, double value) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, CVIPS_G_TYPE_DOUBLE);
  cvips.g_value_set_double(&v, value);
  cvips.g_object_set_property(operation, name, &v);
  cvips.g_value_unset(&v);
}

void cvips_operation_set_string(VipsOperation *operation, const char *name, const char *value) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, CVIPS_G_TYPE_STRING);
  cvips.g_value_set_string(&v, value);
  cvips.g_object_set_property(operation, name, &v);
  cvips.g_value_unset(&v);
}

void cvips_operation_set_object(VipsOperation *operation, const char *name, void *object) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, cvips.g_object_get_type());
  cvips.g_value_set_object(&v, object);
  cvips.g_object_set_property(operation, name, &v);
  cvips.g_value_unset(&v);
}

void cvips_operation_set_images(VipsOperation *operation, const char *name, VipsImage *const *images, int count) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, cvips.vips_array_image_get_type());
  cvips.vips_value_set_array_image(&v, count);
  VipsImage **slots = cvips.vips_value_get_array_image(&v, NULL);
  for (int i = 0; i < count; i++) {
    slots[i] = images[i];
    cvips.g_object_ref(images[i]);
  }
  cvips.g_object_set_property(operation, name, &v);
  cvips.g_value_unset(&v);
}

bool cvips_operation_build(VipsOperation **operation) { return cvips.vips_cache_operation_buildp(operation) == 0; }

VipsImage *cvips_operation_image(VipsOperation *operation, const char *name) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, cvips.vips_image_get_type());
  cvips.g_object_get_property(operation, name, &v);
  VipsImage *image = cvips.g_value_get_object(&v);
  if (image != NULL) cvips.g_object_ref(image);
  cvips.g_value_unset(&v);
  return image;
}

double cvips_operation_double(VipsOperation *operation, const char *name) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, CVIPS_G_TYPE_DOUBLE);
  cvips.g_object_get_property(operation, name, &v);
  double result = cvips.g_value_get_double(&v);
  cvips.g_value_unset(&v);
  return result;
}

int cvips_operation_int(VipsOperation *operation, const char *name) {
  CVipsGValue v = {0};
  cvips.g_value_init(&v, CVIPS_G_TYPE_INT);
  cvips.g_object_get_property(operation, name, &v);
  int result = cvips.g_value_get_int(&v);
  cvips.g_value_unset(&v);
  return result;
}

void cvips_operation_free(VipsOperation *operation) {
  cvips.vips_object_unref_outputs(operation);
  cvips.g_object_unref(operation);
}
