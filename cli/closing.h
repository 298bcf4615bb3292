/// \file
/// A recording that has ended, on its way to where it stays: read again and compared with what was recorded,
/// made smaller, kept.
#ifndef LUR_CLI_CLOSING_H
#define LUR_CLI_CLOSING_H

#include "base/notes.h"
#include "cli/keep.h"

/// From the store's recordings folder into the store, as a call: as FLAC, or as WAV where that is wanted, or
/// where FLAC cannot be made or does not give back the same sound, which is said. When all is kept, the names
/// in the recordings folder go; cut off anywhere, it can be done again and makes no second call. Errors as
/// lur_keep_add.
LUR_NODISCARD lur_status lur_closing_keep(lur_store *store, const char *path,
                                          const struct lur_keep_about *about, bool keep_wav,
                                          struct lur_keeping *keeping, struct lur_diag *diag);

/// A recording in a file of the user's own: compared; what is known of it is put beside it (FILE.json); its
/// journal goes. What is wrong is said, and the worst returned.
lur_exit lur_closing_file(const char *path, const struct lur_keep_about *about,
                          const struct lur_dropouts *dropouts, const struct lur_notes *notes);

#endif
