#include "table.h"

#include <stdlib.h>

void cvips_unref(void *object) { cvips.g_object_unref(object); }

void cvips_attach(void *object, const char *key, void *context, cvips_release release) {
  cvips.g_object_set_data_full(object, key, context, release);
}

// ---- Sources and targets

VipsSource *cvips_source_new_memory(const void *bytes, size_t count) {
  return cvips.vips_source_new_from_memory(bytes, count);
}

struct source_state {
  CVipsSourceFunctions functions;
  void *context;
  cvips_release release;
};

static int64_t source_read(void *source, void *bytes, int64_t count, void *state) {
  struct source_state *s = state;
  return s->functions.read(s->context, bytes, count);
}

static int64_t source_seek(void *source, int64_t offset, int whence, void *state) {
  struct source_state *s = state;
  return s->functions.seek(s->context, offset, whence);
}

static void source_release(void *state) {
  struct source_state *s = state;
  s->release(s->context);
  free(s);
}

VipsSource *cvips_source_new(const CVipsSourceFunctions *functions, void *context, cvips_release release) {
  struct source_state *state = malloc(sizeof *state);
  VipsSource *source = state != NULL ? cvips.vips_source_custom_new() : NULL;
  if (source == NULL) {
    free(state);
    release(context);
    return NULL;
  }
  *state = (struct source_state){*functions, context, release};
  cvips.g_object_set_data_full(source, "cvips-state", state, source_release);
  cvips.g_signal_connect_data(source, "read", (void (*)(void))source_read, state, NULL, 0);
  cvips.g_signal_connect_data(source, "seek", (void (*)(void))source_seek, state, NULL, 0);
  return source;
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

void cvips_operation_free(VipsOperation *operation) {
  cvips.vips_object_unref_outputs(operation);
  cvips.g_object_unref(operation);
}
