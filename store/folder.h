/// \file
/// Folders and files of the store. For store/ only.
#ifndef LUR_STORE_FOLDER_H
#define LUR_STORE_FOLDER_H

#include "base/diag.h"

/// A path to free() from a format as printf's; NULL: out of memory.
char *lur_folder_path(const char *format, ...) LUR_PRINTF(1, 2);
/// Makes the folder and those above it where they are not there yet: for nobody but their owner, as calls are
/// people's own affair. LUR_IO: cannot.
LUR_NODISCARD lur_status lur_folder_make(const char *folder, struct lur_diag *diag);
void lur_folder_sync(const char *folder); ///< makes what happened to its names durable

#endif
