// Holds the numbers and prototypes of Sources/CHarmonizationCurl against libcurl's real headers.
#include <curl/curl.h>

#include "CHarmonizationCurl.h"

#define SAME(a, b) _Static_assert((long long)(a) == (long long)(b), #a " differs from " #b)

SAME(CCURL_WRITE_ERROR, CURLE_WRITE_ERROR);
SAME(CCURL_HTTP_ERROR, CURLE_HTTP_RETURNED_ERROR);
SAME(CCURL_OPTION_NOSIGNAL, CURLOPT_NOSIGNAL);
SAME(CCURL_OPTION_FAILONERROR, CURLOPT_FAILONERROR);
SAME(CCURL_OPTION_FOLLOWLOCATION, CURLOPT_FOLLOWLOCATION);
SAME(CCURL_OPTION_MAXREDIRS, CURLOPT_MAXREDIRS);
SAME(CCURL_OPTION_CONNECTTIMEOUT, CURLOPT_CONNECTTIMEOUT);
SAME(CCURL_OPTION_LOW_SPEED_LIMIT, CURLOPT_LOW_SPEED_LIMIT);
SAME(CCURL_OPTION_LOW_SPEED_TIME, CURLOPT_LOW_SPEED_TIME);
SAME(CCURL_OPTION_PROTOCOLS, CURLOPT_PROTOCOLS);
SAME(CCURL_OPTION_REDIR_PROTOCOLS, CURLOPT_REDIR_PROTOCOLS);
SAME(CCURL_OPTION_URL, CURLOPT_URL);
SAME(CCURL_OPTION_WRITEDATA, CURLOPT_WRITEDATA);
SAME(CCURL_OPTION_ERRORBUFFER, CURLOPT_ERRORBUFFER);
SAME(CCURL_OPTION_USERAGENT, CURLOPT_USERAGENT);
SAME(CCURL_OPTION_CAINFO, CURLOPT_CAINFO);
SAME(CCURL_OPTION_WRITEFUNCTION, CURLOPT_WRITEFUNCTION);
SAME(CCURL_INFO_RESPONSE_CODE, CURLINFO_RESPONSE_CODE);
SAME(CCURL_INFO_CONTENT_LENGTH, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
SAME(CCURL_PROTOCOL_HTTP, CURLPROTO_HTTP);
SAME(CCURL_PROTOCOL_HTTPS, CURLPROTO_HTTPS);
SAME(CCURL_PROTOCOL_FILE, CURLPROTO_FILE);
SAME(sizeof(((CCurlOutcome *)0)->message), CURL_ERROR_SIZE);
SAME(sizeof(int64_t), sizeof(curl_off_t));
SAME(sizeof(int), sizeof(CURLcode));
SAME(sizeof(int), sizeof(CURLoption));
SAME(sizeof(int), sizeof(CURLINFO));

// Every function of the table exists under its name.
#define EXISTS(result, name, parameters) _Static_assert(sizeof(&(name)) == sizeof(void (*)(void)), #name);
CCURL_FUNCTIONS(EXISTS)
_Static_assert(_Generic(&curl_easy_perform, CURLcode (*)(CURL *): 1), "curl_easy_perform");
_Static_assert(_Generic(&(curl_easy_setopt), CURLcode (*)(CURL *, CURLoption, ...): 1), "curl_easy_setopt");
_Static_assert(_Generic(&(curl_easy_getinfo), CURLcode (*)(CURL *, CURLINFO, ...): 1), "curl_easy_getinfo");
_Static_assert(_Generic(&curl_easy_strerror, const char *(*)(CURLcode): 1), "curl_easy_strerror");
