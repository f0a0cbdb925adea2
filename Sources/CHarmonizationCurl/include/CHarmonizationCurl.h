// libcurl's easy interface, as much of it as fetching one file needs, loaded at run time.
//
// The declarations are our own so that the package builds where no libcurl is installed. Tests/abi/curl_abi.c compares every one of
// them with the real headers. Options and information are passed as variable arguments, which Swift cannot do.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ccurl_handle CCurlHandle;

/// Every function that is loaded: F(result, name, parameters...). Numbers are `int` where libcurl has an enumeration.
#define CCURL_FUNCTIONS(F)                                 \
  F(CCurlHandle *, curl_easy_init, (void))                 \
  F(int, curl_easy_setopt, (CCurlHandle *, int, ...))      \
  F(int, curl_easy_getinfo, (CCurlHandle *, int, ...))     \
  F(int, curl_easy_perform, (CCurlHandle *))               \
  F(void, curl_easy_cleanup, (CCurlHandle *))              \
  F(const char *, curl_easy_strerror, (int))

/// The functions of a library that was loaded.
typedef struct {
#define CCURL_FIELD(result, name, parameters) result(*name) parameters;
  CCURL_FUNCTIONS(CCURL_FIELD)
#undef CCURL_FIELD
} CCurlFunctions;

/// Takes bytes as they come; `expected` is the length of all of them, -1 if the server does not say. Returns whether to continue.
typedef bool (*CCurlSink)(const void *bytes, size_t count, int64_t expected, void *context);

/// How a transfer ended.
typedef struct {
  /// CURLcode; 0 is success.
  int code;
  /// The server's answer, such as 404; 0 if there was none.
  long status;
  /// What went wrong, in libcurl's words.
  char message[256];
} CCurlOutcome;

// What the caller tells apart; all other codes are failures of the connection.
enum { CCURL_WRITE_ERROR = 23, CCURL_HTTP_ERROR = 22 };

// CURLoption, CURLINFO and the bits of protocols; see Tests/abi/curl_abi.c.
enum {
  CCURL_OPTION_NOSIGNAL = 99,
  CCURL_OPTION_FAILONERROR = 45,
  CCURL_OPTION_FOLLOWLOCATION = 52,
  CCURL_OPTION_MAXREDIRS = 68,
  CCURL_OPTION_CONNECTTIMEOUT = 78,
  CCURL_OPTION_LOW_SPEED_LIMIT = 19,
  CCURL_OPTION_LOW_SPEED_TIME = 20,
  CCURL_OPTION_PROTOCOLS = 181,
  CCURL_OPTION_REDIR_PROTOCOLS = 182,
  CCURL_OPTION_URL = 10002,
  CCURL_OPTION_WRITEDATA = 10001,
  CCURL_OPTION_ERRORBUFFER = 10010,
  CCURL_OPTION_USERAGENT = 10018,
  CCURL_OPTION_CAINFO = 10065,
  CCURL_OPTION_WRITEFUNCTION = 20011,
  CCURL_INFO_RESPONSE_CODE = 0x200002,
  CCURL_INFO_CONTENT_LENGTH = 0x60000F,
  CCURL_PROTOCOL_HTTP = 1,
  CCURL_PROTOCOL_HTTPS = 2,
  CCURL_PROTOCOL_FILE = 1024,
};

/// Loads a library and finds its functions; otherwise says in `message` why not.
bool ccurl_load(const char *path, CCurlFunctions *functions, char *message, size_t capacity);

/// Fetches `address` (http, https or file) and hands its bytes to `sink`. From https it is redirected to https only.
///
/// `certificates`: a file with the authorities to trust, NULL for libcurl's own choice.
CCurlOutcome ccurl_fetch(
    const CCurlFunctions *functions, const char *address, const char *agent, const char *certificates, CCurlSink sink,
    void *context);
