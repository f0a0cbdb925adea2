// Embedded by the C compiler, which takes milliseconds where a Swift array literal of the same bytes takes minutes.
#include "CHarmonizationPage.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "files/index.html"
};
static const unsigned char style_css[] = {
#embed "files/style.css"
};
static const unsigned char app_js[] = {
#embed "files/app.js"
};
static const unsigned char api_js[] = {
#embed "files/api.js"
};
static const unsigned char many_js[] = {
#embed "files/many.js"
};
static const unsigned char zip_js[] = {
#embed "files/zip.js"
};
static const unsigned char look_js[] = {
#embed "files/look.js"
};
static const unsigned char mask_js[] = {
#embed "files/mask.js"
};
static const unsigned char place_js[] = {
#embed "files/place.js"
};
static const unsigned char view_js[] = {
#embed "files/view.js"
};
static const unsigned char sample_composite[] = {
#embed "files/sample-composite.jpg"
};
static const unsigned char sample_mask[] = {
#embed "files/sample-mask.png"
};
static const unsigned char sample_background[] = {
#embed "files/sample-background.jpg"
};
static const unsigned char sample_cutout[] = {
#embed "files/sample-cutout.webp"
};
static const unsigned char openapi_json[] = {
#embed "files/openapi.json"
};

#define FILE_AT(path, type, bytes) {path, type, bytes, sizeof(bytes)}
#define SCRIPT "text/javascript; charset=utf-8"

static const CPageFile files[] = {
    FILE_AT("/", "text/html; charset=utf-8", index_html),
    FILE_AT("/style.css", "text/css; charset=utf-8", style_css),
    FILE_AT("/app.js", SCRIPT, app_js),
    FILE_AT("/api.js", SCRIPT, api_js),
    FILE_AT("/look.js", SCRIPT, look_js),
    FILE_AT("/many.js", SCRIPT, many_js),
    FILE_AT("/zip.js", SCRIPT, zip_js),
    FILE_AT("/mask.js", SCRIPT, mask_js),
    FILE_AT("/place.js", SCRIPT, place_js),
    FILE_AT("/view.js", SCRIPT, view_js),
    FILE_AT("/sample-composite.jpg", "image/jpeg", sample_composite),
    FILE_AT("/sample-mask.png", "image/png", sample_mask),
    FILE_AT("/sample-background.jpg", "image/jpeg", sample_background),
    FILE_AT("/sample-cutout.webp", "image/webp", sample_cutout),
    FILE_AT("/api/openapi.json", "application/json", openapi_json),
};
const size_t cpage_file_count = sizeof(files) / sizeof(files[0]);

const CPageFile *cpage_files(void) { return files; }
