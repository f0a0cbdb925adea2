#include "CHarmonizationCurl.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static bool find(void *library, const char *name, void **function, char *message, size_t capacity) {
  *function = dlsym(library, name);
  if (*function == NULL) snprintf(message, capacity, "it has no function %s", name);
  return *function != NULL;
}

bool ccurl_load(const char *path, CCurlFunctions *functions, char *message, size_t capacity) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(message, capacity, "%s", reason != NULL ? reason : "unknown loader error");
    return false;
  }
#define CCURL_FIND(result, name, parameters) \
  if (!find(library, #name, (void **)&functions->name, message, capacity)) return false;
  CCURL_FUNCTIONS(CCURL_FIND)
#undef CCURL_FIND
  return true;
}

typedef struct {
  const CCurlFunctions *functions;
  CCurlHandle *handle;
  CCurlSink sink;
  void *context;
} Transfer;

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
  Transfer *transfer = context;
  int64_t expected = -1;
  transfer->functions->curl_easy_getinfo(transfer->handle, CCURL_INFO_CONTENT_LENGTH, &expected);
  return transfer->sink(bytes, size * count, expected, transfer->context) ? size * count : 0;
}

CCurlOutcome ccurl_fetch(
    const CCurlFunctions *functions, const char *address, const char *agent, const char *certificates, CCurlSink sink,
    void *context) {
  CCurlOutcome outcome = {.code = 2};  // CURLE_FAILED_INIT
  CCurlHandle *handle = functions->curl_easy_init();
  if (handle == NULL) {
    snprintf(outcome.message, sizeof outcome.message, "libcurl does not start");
    return outcome;
  }
  Transfer transfer = {functions, handle, sink, context};
  const long secure = CCURL_PROTOCOL_HTTPS, any = CCURL_PROTOCOL_HTTP | CCURL_PROTOCOL_HTTPS | CCURL_PROTOCOL_FILE;
  const long redirected = strncmp(address, "https:", 6) == 0 ? secure : secure | CCURL_PROTOCOL_HTTP;
  // Signals are the program's own; a transfer that stands still for half a minute has ended.
  functions->curl_easy_setopt(handle, CCURL_OPTION_NOSIGNAL, 1L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_FAILONERROR, 1L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_FOLLOWLOCATION, 1L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_MAXREDIRS, 10L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_CONNECTTIMEOUT, 20L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_LOW_SPEED_LIMIT, 1L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_LOW_SPEED_TIME, 30L);
  functions->curl_easy_setopt(handle, CCURL_OPTION_PROTOCOLS, any);
  functions->curl_easy_setopt(handle, CCURL_OPTION_REDIR_PROTOCOLS, redirected);
  functions->curl_easy_setopt(handle, CCURL_OPTION_USERAGENT, agent);
  if (certificates != NULL) functions->curl_easy_setopt(handle, CCURL_OPTION_CAINFO, certificates);
  functions->curl_easy_setopt(handle, CCURL_OPTION_ERRORBUFFER, outcome.message);
  functions->curl_easy_setopt(handle, CCURL_OPTION_WRITEFUNCTION, receive);
  functions->curl_easy_setopt(handle, CCURL_OPTION_WRITEDATA, (void *)&transfer);
  outcome.code = functions->curl_easy_setopt(handle, CCURL_OPTION_URL, address);
  if (outcome.code == 0) outcome.code = functions->curl_easy_perform(handle);
  functions->curl_easy_getinfo(handle, CCURL_INFO_RESPONSE_CODE, &outcome.status);
  functions->curl_easy_cleanup(handle);
  if (outcome.code != 0 && outcome.message[0] == 0) {
    snprintf(outcome.message, sizeof outcome.message, "%s", functions->curl_easy_strerror(outcome.code));
  }
  return outcome;
}
