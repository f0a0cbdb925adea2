#include "table.h"

#include <string.h>

int cvips_image_width(const VipsImage *image) { return cvips.vips_image_get_width(image); }
int cvips_image_height(const VipsImage *image) { return cvips.vips_image_get_height(image); }
int cvips_image_bands(const VipsImage *image) { return cvips.vips_image_get_bands(image); }
int cvips_image_format(const VipsImage *image) { return cvips.vips_image_get_format(image); }
int cvips_image_interpretation(const VipsImage *image) { return cvips.vips_image_get_interpretation(image); }
int cvips_image_coding(const VipsImage *image) { return cvips.vips_image_get_coding(image); }
int cvips_image_orientation(VipsImage *image) { return cvips.vips_image_get_orientation(image); }
bool cvips_image_has_alpha(VipsImage *image) { return cvips.vips_image_hasalpha(image) != 0; }

bool cvips_image_has_field(const VipsImage *image, const char *name) {
  return cvips.vips_image_get_typeof(image, name) != 0;
}

bool cvips_image_get_int(const VipsImage *image, const char *name, int *value) {
  return cvips_image_has_field(image, name) && cvips.vips_image_get_int(image, name, value) == 0;
}

const char *cvips_image_get_string(const VipsImage *image, const char *name) {
  const char *text = NULL;
  if (!cvips_image_has_field(image, name) || cvips.vips_image_get_string(image, name, &text) != 0) return NULL;
  return text;
}

const void *cvips_image_get_blob(const VipsImage *image, const char *name, size_t *count) {
  const void *bytes = NULL;
  *count = 0;
  if (!cvips_image_has_field(image, name) || cvips.vips_image_get_blob(image, name, &bytes, count) != 0) return NULL;
  return bytes;
}

void cvips_image_set_int(VipsImage *image, const char *name, int value) {
  cvips.vips_image_set_int(image, name, value);
}

void cvips_image_set_string(VipsImage *image, const char *name, const char *value) {
  cvips.vips_image_set_string(image, name, value);
}

void cvips_image_set_blob(VipsImage *image, const char *name, const void *bytes, size_t count) {
  cvips.vips_image_set_blob_copy(image, name, bytes, count);
}

bool cvips_image_remove(VipsImage *image, const char *name) { return cvips.vips_image_remove(image, name) != 0; }

void cvips_image_remove_prefix(VipsImage *image, const char *prefix) {
  char **fields = cvips.vips_image_get_fields(image);
  for (int i = 0; fields != NULL && fields[i] != NULL; i++)
    if (strncmp(fields[i], prefix, strlen(prefix)) == 0) cvips.vips_image_remove(image, fields[i]);
  cvips.g_strfreev(fields);
}

VipsImage *cvips_image_new_memory(const void *pixels, size_t count, int width, int height, int bands, int format) {
  return cvips.vips_image_new_from_memory(pixels, count, width, height, bands, format);
}

VipsImage *cvips_image_copy_memory(VipsImage *image) { return cvips.vips_image_copy_memory(image); }
