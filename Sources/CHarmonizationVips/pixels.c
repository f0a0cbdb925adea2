#include "table.h"

#include <stdlib.h>

enum { MAXIMUM_INPUTS = 4 };

/// What a generated image needs for as long as it lives.
struct node {
  CVipsNodeFunctions functions;
  void *context;
  int count;
  int bytes_per_pixel[MAXIMUM_INPUTS + 1];  // of the inputs, then of the output
  VipsImage *inputs[MAXIMUM_INPUTS + 1];    // ends with NULL, as vips_start_many wants it
};

static int bytes_per_pixel(const VipsImage *image) {
  static const int sizes[] = {1, 1, 2, 2, 4, 4, 4, 8, 8, 16};
  int format = cvips.vips_image_get_format(image);
  if (format < 0 || format > 9) return 0;
  return sizes[format] * cvips.vips_image_get_bands(image);
}

/// The pixels of `area` inside a prepared region (VIPS_REGION_ADDR).
static CVipsPixels locate(VipsRegion *region, const CVipsRect *area, int bytes_per_pixel) {
  const CVipsRegionLayout *r = (const CVipsRegionLayout *)region;
  ptrdiff_t offset = (ptrdiff_t)(area->top - r->valid.top) * r->bpl +
                     (ptrdiff_t)(area->left - r->valid.left) * bytes_per_pixel;
  return (CVipsPixels){r->data + offset, r->bpl};
}

static int generate_area(VipsRegion *output, void *sequence, void *inputs, void *state, int *stop) {
  const struct node *node = state;
  VipsRegion **regions = sequence;
  CVipsRect area = ((const CVipsRegionLayout *)output)->valid;
  CVipsPixels pixels[MAXIMUM_INPUTS];
  for (int i = 0; i < node->count; i++) {
    if (cvips.vips_region_prepare(regions[i], &area) != 0) {
      node->functions.input_failed(node->context);
      return -1;
    }
    pixels[i] = locate(regions[i], &area, node->bytes_per_pixel[i]);
  }
  CVipsPixels target = locate(output, &area, node->bytes_per_pixel[node->count]);
  return node->functions.generate(node->context, &area, &target, pixels) == 0 ? 0 : -1;
}

static void free_node(void *state) {
  struct node *node = state;
  for (int i = 0; i < node->count; i++) cvips.g_object_unref(node->inputs[i]);
  node->functions.release(node->context);
  free(node);
}

static struct node *new_node(
    VipsImage *const *inputs, int count, const CVipsNodeFunctions *functions, void *context) {
  struct node *node = calloc(1, sizeof *node);
  if (node == NULL) return NULL;
  *node = (struct node){.functions = *functions, .context = context, .count = count};
  for (int i = 0; i < count; i++) {
    node->inputs[i] = cvips.g_object_ref(inputs[i]);
    node->bytes_per_pixel[i] = bytes_per_pixel(inputs[i]);
  }
  return node;
}

VipsImage *cvips_image_generate(
    VipsImage *const *inputs, int count, const CVipsShape *shape, const CVipsNodeFunctions *functions, void *context) {
  struct node *node = NULL;
  VipsImage *output = NULL;
  if (count >= 1 && count <= MAXIMUM_INPUTS) node = new_node(inputs, count, functions, context);
  if (node != NULL) output = cvips.vips_image_new();
  if (output == NULL) {
    if (node != NULL) free_node(node);
    else functions->release(context);
    return NULL;
  }
  // The inputs outlive every region of the output: object data go last, when the output is finalized.
  cvips.g_object_set_data_full(output, "cvips-node", node, free_node);
  if (cvips.vips_image_pipeline_array(output, CVIPS_DEMAND_THINSTRIP, node->inputs) == 0) {
    cvips.vips_image_init_fields(
        output, shape->width, shape->height, shape->bands, shape->format, CVIPS_CODING_NONE, shape->interpretation,
        cvips.vips_image_get_xres(node->inputs[0]), cvips.vips_image_get_yres(node->inputs[0]));
    node->bytes_per_pixel[count] = bytes_per_pixel(output);
    if (cvips.vips_image_generate(
            output, cvips.vips_start_many, generate_area, cvips.vips_stop_many, node->inputs, node) == 0)
      return output;
  }
  cvips.g_object_unref(output);
  return NULL;
}

// ---- Sink

struct sink_state {
  cvips_sink sink;
  void *context;
  int bytes_per_pixel;
};

static int sink_area(VipsRegion *region, CVipsRect *area, void *state) {
  const struct sink_state *s = state;
  CVipsPixels pixels = locate(region, area, s->bytes_per_pixel);
  return s->sink(s->context, area, &pixels) == 0 ? 0 : -1;
}

bool cvips_image_sink(VipsImage *image, cvips_sink sink, void *context) {
  struct sink_state state = {sink, context, bytes_per_pixel(image)};
  return cvips.vips_sink_disc(image, sink_area, &state) == 0;
}

bool cvips_image_sink_serially(VipsImage *image, cvips_sink sink, void *context) {
  enum { STRIP = 64 };
  VipsRegion *region = cvips.vips_region_new(image);
  if (region == NULL) return false;
  const int pixel = bytes_per_pixel(image);
  const int height = cvips.vips_image_get_height(image);
  CVipsRect area = {0, 0, cvips.vips_image_get_width(image), 0};
  bool succeeded = true;
  for (area.top = 0; succeeded && area.top < height; area.top += STRIP) {
    area.height = height - area.top < STRIP ? height - area.top : STRIP;
    succeeded = cvips.vips_region_prepare(region, &area) == 0;
    if (!succeeded) break;
    CVipsPixels pixels = locate(region, &area, pixel);
    succeeded = sink(context, &area, &pixels) == 0;
  }
  cvips.g_object_unref(region);
  return succeeded;
}
