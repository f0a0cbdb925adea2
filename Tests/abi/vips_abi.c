// Holds the layouts, numbers and prototypes of Sources/CVips against libvips's real headers. Where those are installed:
//   cc -fsyntax-only -ISources/CVips/include -ISources/CVips $(pkg-config --cflags vips) Tests/abi/vips_abi.c
#include <vips/vips.h>

#include "table.h"

#define SAME(a, b) _Static_assert((int)(a) == (int)(b), #a " differs from " #b)

SAME(CVIPS_FORMAT_UCHAR, VIPS_FORMAT_UCHAR);
SAME(CVIPS_FORMAT_CHAR, VIPS_FORMAT_CHAR);
SAME(CVIPS_FORMAT_USHORT, VIPS_FORMAT_USHORT);
SAME(CVIPS_FORMAT_SHORT, VIPS_FORMAT_SHORT);
SAME(CVIPS_FORMAT_UINT, VIPS_FORMAT_UINT);
SAME(CVIPS_FORMAT_INT, VIPS_FORMAT_INT);
SAME(CVIPS_FORMAT_FLOAT, VIPS_FORMAT_FLOAT);
SAME(CVIPS_FORMAT_COMPLEX, VIPS_FORMAT_COMPLEX);
SAME(CVIPS_FORMAT_DOUBLE, VIPS_FORMAT_DOUBLE);
SAME(CVIPS_INTERPRETATION_MULTIBAND, VIPS_INTERPRETATION_MULTIBAND);
SAME(CVIPS_INTERPRETATION_B_W, VIPS_INTERPRETATION_B_W);
SAME(CVIPS_INTERPRETATION_CMYK, VIPS_INTERPRETATION_CMYK);
SAME(CVIPS_INTERPRETATION_RGB, VIPS_INTERPRETATION_RGB);
SAME(CVIPS_INTERPRETATION_SRGB, VIPS_INTERPRETATION_sRGB);
SAME(CVIPS_INTERPRETATION_RGB16, VIPS_INTERPRETATION_RGB16);
SAME(CVIPS_INTERPRETATION_GREY16, VIPS_INTERPRETATION_GREY16);
SAME(CVIPS_CODING_NONE, VIPS_CODING_NONE);
SAME(CVIPS_DEMAND_THINSTRIP, VIPS_DEMAND_STYLE_THINSTRIP);
SAME(CVIPS_ACCESS_SEQUENTIAL, VIPS_ACCESS_SEQUENTIAL);
SAME(CVIPS_FAIL_ON_ERROR, VIPS_FAIL_ON_ERROR);
SAME(CVIPS_INTENT_RELATIVE, VIPS_INTENT_RELATIVE);
SAME(CVIPS_SUBSAMPLE_AUTO, VIPS_FOREIGN_SUBSAMPLE_AUTO);
SAME(CVIPS_SUBSAMPLE_ON, VIPS_FOREIGN_SUBSAMPLE_ON);
SAME(CVIPS_SUBSAMPLE_OFF, VIPS_FOREIGN_SUBSAMPLE_OFF);
SAME(CVIPS_TIFF_DEFLATE, VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE);
SAME(CVIPS_TIFF_PREDICTOR_HORIZONTAL, VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL);
SAME(CVIPS_HEIF_HEVC, VIPS_FOREIGN_HEIF_COMPRESSION_HEVC);
SAME(CVIPS_HEIF_AV1, VIPS_FOREIGN_HEIF_COMPRESSION_AV1);
SAME(CVIPS_G_TYPE_INT, G_TYPE_INT);
SAME(CVIPS_G_TYPE_DOUBLE, G_TYPE_DOUBLE);
SAME(CVIPS_G_TYPE_STRING, G_TYPE_STRING);

SAME(sizeof(CVipsGType), sizeof(GType));
SAME(sizeof(CVipsGValue), sizeof(GValue));
SAME(sizeof(CVipsGTypeQuery), sizeof(GTypeQuery));
SAME(offsetof(CVipsGTypeQuery, instance_size), offsetof(GTypeQuery, instance_size));
SAME(sizeof(CVipsRect), sizeof(VipsRect));
SAME(offsetof(CVipsRect, left), offsetof(VipsRect, left));
SAME(offsetof(CVipsRect, top), offsetof(VipsRect, top));
SAME(offsetof(CVipsRect, width), offsetof(VipsRect, width));
SAME(offsetof(CVipsRect, height), offsetof(VipsRect, height));
SAME(sizeof(CVipsObjectLayout), sizeof(VipsObject));
SAME(offsetof(CVipsRegionLayout, im), offsetof(VipsRegion, im));
SAME(offsetof(CVipsRegionLayout, valid), offsetof(VipsRegion, valid));
SAME(offsetof(CVipsRegionLayout, data), offsetof(VipsRegion, data));
SAME(offsetof(CVipsRegionLayout, bpl), offsetof(VipsRegion, bpl));

// Every function of the table exists under its name.
#define EXISTS(result, name, arguments) _Static_assert(sizeof(&name) == sizeof(void (*)(void)), #name);
CVIPS_FUNCTIONS(EXISTS)
