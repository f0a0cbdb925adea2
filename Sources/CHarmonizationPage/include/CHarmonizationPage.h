// The studio's files, embedded in the program.
#ifndef C_HARMONIZATION_PAGE_H
#define C_HARMONIZATION_PAGE_H

#include <stddef.h>

/// A file of the page.
typedef struct {
  /// Where browsers find it, for example "/style.css".
  const char *path;
  /// Its media type.
  const char *type;
  const unsigned char *bytes;
  size_t count;
} CPageFile;

/// All files; there are `cpage_file_count`.
const CPageFile *cpage_files(void);
/// How many files there are.
extern const size_t cpage_file_count;

#endif
