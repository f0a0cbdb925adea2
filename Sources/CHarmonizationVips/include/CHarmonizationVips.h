// libvips (8.14 or later) without its headers: the few opaque types and functions that Imaging needs, found with dlsym
// when the library is first used. Tests/abi/vips_abi.c checks every layout and number here against the real headers.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The same tags as in libvips, so that both may be included together.
typedef struct _VipsImage VipsImage;
typedef struct _VipsRegion VipsRegion;
typedef struct _VipsSource VipsSource;
typedef struct _VipsTarget VipsTarget;
typedef struct _VipsOperation VipsOperation;

#ifdef __cplusplus
extern "C" {
#endif

// ---- Numbers of libvips's enumerations that we read or write.

enum CVipsBandFormat {
  CVIPS_FORMAT_UCHAR = 0,
  CVIPS_FORMAT_CHAR = 1,
  CVIPS_FORMAT_USHORT = 2,
  CVIPS_FORMAT_SHORT = 3,
  CVIPS_FORMAT_UINT = 4,
  CVIPS_FORMAT_INT = 5,
  CVIPS_FORMAT_FLOAT = 6,
  CVIPS_FORMAT_COMPLEX = 7,
  CVIPS_FORMAT_DOUBLE = 8,
};

enum CVipsInterpretation {
  CVIPS_INTERPRETATION_MULTIBAND = 0,
  CVIPS_INTERPRETATION_B_W = 1,
  CVIPS_INTERPRETATION_CMYK = 15,
  CVIPS_INTERPRETATION_RGB = 17,
  CVIPS_INTERPRETATION_SRGB = 22,
  CVIPS_INTERPRETATION_RGB16 = 25,
  CVIPS_INTERPRETATION_GREY16 = 26,
};

enum { CVIPS_CODING_NONE = 0, CVIPS_DEMAND_THINSTRIP = 2, CVIPS_ACCESS_SEQUENTIAL = 1, CVIPS_FAIL_ON_ERROR = 2 };

enum { CVIPS_INTENT_RELATIVE = 1, CVIPS_SUBSAMPLE_AUTO = 0, CVIPS_SUBSAMPLE_ON = 1, CVIPS_SUBSAMPLE_OFF = 2 };

enum { CVIPS_PNG_FILTER_SUB = 0x10 };

enum { CVIPS_TIFF_NONE = 0, CVIPS_TIFF_DEFLATE = 2, CVIPS_TIFF_LZW = 5, CVIPS_TIFF_PREDICTOR_HORIZONTAL = 2, CVIPS_HEIF_HEVC = 1, CVIPS_HEIF_AV1 = 4 };

// ---- Loading

/// Opens a library file or name; NULL and the loader's message where that fails.
void *cvips_library_open(const char *path, char *message, size_t capacity);
/// Closes a library that was opened but is not going to be used.
void cvips_library_close(void *library);
/// Reads the version of an opened library; false where it is not libvips.
bool cvips_library_version(void *library, int *major, int *minor);
/// Fills the function table and starts libvips. Called once. False and a message where something is missing.
bool cvips_library_start(void *library, char *message, size_t capacity);

// ---- What the library is and can do

bool cvips_has_operation(const char *name);
void cvips_version(int *major, int *minor, int *micro);

/// Copies the pending messages of failed calls into `buffer` and clears them.
void cvips_take_error(char *buffer, size_t capacity);

// ---- Objects

typedef void (*cvips_release)(void *context);

void cvips_unref(void *object);
/// Ties `context` to the object's life: `release(context)` runs when the object is destroyed.
void cvips_attach(void *object, const char *key, void *context, cvips_release release);

// ---- Sources and targets

VipsSource *cvips_source_new_memory(const void *bytes, size_t count);

/// What a decoder reads from; each returns bytes read (or the position), negative on failure.
typedef struct {
  int64_t (*read)(void *context, void *bytes, int64_t count);
  int64_t (*seek)(void *context, int64_t offset, int whence);
} CVipsSourceFunctions;

/// A source that reads with `functions`. It holds `context` until `release`, which also runs where making the source fails.
VipsSource *cvips_source_new(const CVipsSourceFunctions *functions, void *context, cvips_release release);

/// Where an encoder writes; each returns bytes moved (or the position), negative on failure.
typedef struct {
  int64_t (*write)(void *context, const void *bytes, int64_t count);
  int64_t (*read)(void *context, void *bytes, int64_t count);
  int64_t (*seek)(void *context, int64_t offset, int whence);
} CVipsTargetFunctions;

VipsTarget *cvips_target_new(const CVipsTargetFunctions *functions, void *context);

// ---- Operations by name

VipsOperation *cvips_operation_new(const char *name);
/// Also for booleans and enumerations.
void cvips_operation_set_int(VipsOperation *operation, const char *name, int value);
void cvips_operation_set_double(VipsOperation *operation, const char *name, double value);
void cvips_operation_set_string(VipsOperation *operation, const char *name, const char *value);
void cvips_operation_set_object(VipsOperation *operation, const char *name, void *object);
void cvips_operation_set_images(VipsOperation *operation, const char *name, VipsImage *const *images, int count);
/// Builds the operation. False where it failed; the operation must be freed in either case.
bool cvips_operation_build(VipsOperation **operation);
/// An output image, owned by the caller.
VipsImage *cvips_operation_image(VipsOperation *operation, const char *name);
void cvips_operation_free(VipsOperation *operation);

// ---- Images

int cvips_image_width(const VipsImage *image);
int cvips_image_height(const VipsImage *image);
int cvips_image_bands(const VipsImage *image);
int cvips_image_format(const VipsImage *image);
int cvips_image_interpretation(const VipsImage *image);
int cvips_image_coding(const VipsImage *image);
int cvips_image_orientation(VipsImage *image);
bool cvips_image_has_alpha(VipsImage *image);
bool cvips_image_has_field(const VipsImage *image, const char *name);
bool cvips_image_get_int(const VipsImage *image, const char *name, int *value);
/// A string that lives as long as the image and the field.
const char *cvips_image_get_string(const VipsImage *image, const char *name);
/// Bytes that live as long as the image and the field.
const void *cvips_image_get_blob(const VipsImage *image, const char *name, size_t *count);
/// Removes every field whose name begins with `prefix`.
void cvips_image_remove_prefix(VipsImage *image, const char *prefix);
void cvips_image_set_int(VipsImage *image, const char *name, int value);
void cvips_image_set_string(VipsImage *image, const char *name, const char *value);
void cvips_image_set_blob(VipsImage *image, const char *name, const void *bytes, size_t count);
bool cvips_image_remove(VipsImage *image, const char *name);
/// The image with all its pixels computed and kept in memory, and the same metadata; NULL where that fails.
VipsImage *cvips_image_copy_memory(VipsImage *image);
/// An image over the caller's pixels, which are not copied.
VipsImage *cvips_image_new_memory(const void *pixels, size_t count, int width, int height, int bands, int format);

// ---- Pixels

/// As VipsRect.
typedef struct {
  int left, top, width, height;
} CVipsRect;

/// Pixels of a rectangle: its top left sample and the bytes from one row to the next.
typedef struct {
  void *pixels;
  ptrdiff_t stride;
} CVipsPixels;

/// Computes `area` of the output from the same area of every input. Runs on libvips's threads, many at a time.
/// Nonzero stops the pipeline.
typedef int (*cvips_generate)(
    void *context, const CVipsRect *area, const CVipsPixels *output, const CVipsPixels *inputs);

typedef struct {
  int width, height, bands, format, interpretation;
} CVipsShape;

/// What a pipeline node does.
typedef struct {
  cvips_generate generate;
  /// Told when an input's pixels cannot be had, before the pipeline stops.
  void (*input_failed)(void *context);
  cvips_release release;
} CVipsNodeFunctions;

/// A pipeline node: an image whose pixels `generate` makes on demand. Metadata come from the first input. The node holds
/// the inputs, and `context` until `release`, which also runs where making the node fails.
VipsImage *cvips_image_generate(
    VipsImage *const *inputs, int count, const CVipsShape *shape, const CVipsNodeFunctions *functions, void *context);

/// Takes the pixels of strips from top to bottom, each once, while later strips are being computed.
typedef int (*cvips_sink)(void *context, const CVipsRect *area, const CVipsPixels *pixels);
bool cvips_image_sink(VipsImage *image, cvips_sink sink, void *context);
/// The same on the calling thread alone: no thread is started or woken.
bool cvips_image_sink_serially(VipsImage *image, cvips_sink sink, void *context);

#ifdef __cplusplus
}
#endif
