#include "table.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

struct cvips_table cvips;

void *cvips_library_open(const char *path, char *message, size_t capacity) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(message, capacity, "%s", reason ? reason : "unknown reason");
  }
  return library;
}

void cvips_library_close(void *library) { dlclose(library); }

bool cvips_library_version(void *library, int *major, int *minor) {
  int (*version)(int) = (int (*)(int))dlsym(library, "vips_version");
  if (version == NULL) return false;
  *major = version(0);
  *minor = version(1);
  return true;
}

/// Fills the table; the name of the first missing function, or NULL.
static const char *bind(void *library) {
#define CVIPS_BIND(result, name, arguments)                                                                            \
  cvips.name = (result(*) arguments)dlsym(library, #name);                                                             \
  if (cvips.name == NULL) return #name;
  CVIPS_FUNCTIONS(CVIPS_BIND)
#undef CVIPS_BIND
  return NULL;
}

/// Messages of libvips and of the codecs reach the user through typed errors, never through standard error.
static void ignore_log(const char *domain, int level, const char *message, void *context) {}

/// True where the library lays out regions as we read them.
static bool layout_matches(void) {
  CVipsGTypeQuery object = {0}, region = {0};
  cvips.g_type_query(cvips.vips_object_get_type(), &object);
  cvips.g_type_query(cvips.vips_region_get_type(), &region);
  return object.instance_size == sizeof(CVipsObjectLayout) && region.instance_size >= sizeof(CVipsRegionLayout);
}

/// Lets libvips read nothing but the formats that the tool offers: no ImageMagick, no SVG, no PDF, whoever built it.
static void block_foreign_loaders(void) {
  static const char *const allowed[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng",  "VipsForeignLoadTiff",
                                        "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadNsgif"};
  cvips.vips_operation_block_set("VipsForeignLoad", 1);
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) cvips.vips_operation_block_set(allowed[i], 0);
  cvips.vips_block_untrusted_set(1);  // and of these only what upstream fuzzes and hardens
}

bool cvips_library_start(void *library, char *message, size_t capacity) {
  const char *missing = bind(library);
  if (missing != NULL) {
    snprintf(message, capacity, "it has no function %s", missing);
    return false;
  }
  const int levels = 0xff & ~3;  // every level, except the flags for recursion and fatality
  if (cvips.vips_init("harmonize") != 0) {
    cvips_take_error(message, capacity);
    return false;
  }
  cvips.g_log_set_handler("VIPS", levels, ignore_log, NULL);
  block_foreign_loaders();
  cvips.vips_cache_set_max(0);  // results are never asked for twice, and a cached file would be stale
  if (!layout_matches()) {
    snprintf(message, capacity, "its regions are laid out differently");
    return false;
  }
  return true;
}

void cvips_take_error(char *buffer, size_t capacity) {
  char *text = cvips.vips_error_buffer_copy();
  snprintf(buffer, capacity, "%s", text ? text : "");
  cvips.g_free(text);
  for (size_t end = strlen(buffer); end > 0 && buffer[end - 1] == '\n'; end--) buffer[end - 1] = 0;
}

bool cvips_has_operation(const char *name) { return cvips.vips_type_find("VipsOperation", name) != 0; }

void cvips_version(int *major, int *minor, int *micro) {
  *major = cvips.vips_version(0);
  *minor = cvips.vips_version(1);
  *micro = cvips.vips_version(2);
}
