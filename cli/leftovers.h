/// \file
/// Recordings that a power cut or a kill has left behind.
#ifndef LUR_CLI_LEFTOVERS_H
#define LUR_CLI_LEFTOVERS_H

#include "cli/command.h"
#include "store/store.h"

/// Repairs the recordings in the folder that nobody is making any more (those with a journal beside them),
/// and says what it did. Of WAV files without a journal, which an older lur has left, it says how they come
/// into the store.
void lur_leftovers_mend(const char *folder);

/// Repairs one file of the user's own, which is then compared with its journal, and says what it did.
lur_exit lur_leftovers_repair(const char *path);
/// Files of the user's own: all in the folder of `path` that were cut off.
void lur_leftovers_mend_beside(const char *path);

/// Repairs the recordings in the store's recordings folder, and keeps them as calls, with all that was known
/// of them. Those of programs that still live are left alone. Says what it did.
void lur_leftovers_keep(lur_store *store);
/// Says how many of them wait for that, for commands that only read.
void lur_leftovers_tell(const lur_store *store);
/// The same as lur_leftovers_keep in the store of that folder (NULL: the default one), where it is there and
/// can be written. Returns how many recordings are left that could not be kept.
size_t lur_leftovers_keep_in(const char *folder);

#endif
