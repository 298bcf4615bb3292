/// \file
/// Rubrics by name: a path, or the id of one in the library folders.
#ifndef LUR_RUBRICS_LIBRARY_H
#define LUR_RUBRICS_LIBRARY_H

#include "rubrics/rubric.h"

/// Paths of rubric files. Zero-initialise; clear with lur_library_clear.
struct lur_library {
  char **path; ///< folder after folder, by name within one; *.yaml and *.yml
  size_t n, room;
};

/// Lists the rubric files of the folders in `folders` (separated by ':', as in PATH). Folders that are not
/// there count as empty. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_library_list(const char *folders, struct lur_library *out);
void lur_library_clear(struct lur_library *library);

/// Finds the file of a rubric: `name` itself where it is a path of an existing file, else NAME.yaml in the
/// folders, else the first rubric there whose id it is. *path is to free(). LUR_NOT_FOUND: diag names the
/// nearest one. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_library_find(const char *folders, const char *name, char **path,
                                          struct lur_diag *diag);

#endif
