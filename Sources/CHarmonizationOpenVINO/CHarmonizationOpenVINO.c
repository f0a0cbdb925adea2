#include "CHarmonizationOpenVINO.h"

#include <dlfcn.h>
#include <stdio.h>

static bool find(void *library, const char *name, void **function, char *message, size_t capacity) {
  *function = dlsym(library, name);
  if (*function == NULL) {
    snprintf(message, capacity, "it has no function %s; version 2026.4 or newer is needed", name);
    return false;
  }
  return true;
}

COVLoadResult copenvino_load(const char *path, COpenVINOFunctions *functions, char *message, size_t capacity) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(message, capacity, "%s", reason != NULL ? reason : "unknown loader error");
    return COVNotLoadable;
  }
#define COPENVINO_FIND(result, name, ...) \
  if (!find(library, #name, (void **)&functions->name, message, capacity)) return COVFunctionMissing;
  COPENVINO_FUNCTIONS(COPENVINO_FIND, , , , , , , , )
#undef COPENVINO_FIND
  return COVLoaded;
}
