/// \file
/// A whole small file in memory.
#ifndef LUR_BASE_FILE_H
#define LUR_BASE_FILE_H

#include <stddef.h>

#include "base/diag.h"

/// Reads at most limit + 1 bytes, so that the reader of the text sees when it is too long. *out is to free().
/// LUR_NOT_FOUND, LUR_BAD_INPUT (a folder, no
/// permission), LUR_IO: diag says why. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_file_read(const char *path, size_t limit, char **out, size_t *len,
                                       struct lur_diag *diag);

#endif
