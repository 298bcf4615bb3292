/// \file
/// Files that are whole or not there: written under a temporary name beside the goal, synced, then renamed.
#ifndef LUR_BASE_ATOMIC_FILE_H
#define LUR_BASE_ATOMIC_FILE_H

#include <stdio.h>

#include "base/diag.h"

typedef struct lur_atomic_file lur_atomic_file;

/// Opens a temporary file in the folder of `path`, or of the file that it links to. LUR_IO: cannot, or `path`
/// is a device or a pipe, which is not to be replaced by a file; diag says why. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_atomic_file_open(const char *path, lur_atomic_file **out, struct lur_diag *diag);
FILE *lur_atomic_file_stream(lur_atomic_file *f); ///< write here; valid until commit or discard
const char *
lur_atomic_file_temporary(const lur_atomic_file *f); ///< its present name, for libraries that write by name
/// Flushes, syncs and renames to the final name; frees f whatever happens. LUR_IO: the final name is as it
/// was before.
LUR_NODISCARD lur_status lur_atomic_file_commit(lur_atomic_file *f, struct lur_diag *diag);
void lur_atomic_file_discard(lur_atomic_file *f); ///< removes the temporary file and frees f; NULL is fine

#endif
