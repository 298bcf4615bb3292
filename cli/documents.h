/// \file
/// 'lur import --documents': analyses that were made elsewhere, as `lur analyse --json` prints them, become
/// calls without sound.
#ifndef LUR_CLI_DOCUMENTS_H
#define LUR_CLI_DOCUMENTS_H

#include "cli/keep.h"

/// Takes in the documents of the files, one on each line; all of a batch of lines or none. A document may
/// tell what is known of its call in a member "call", an object like the file beside a recording
/// (docs/importing.md); `about` is stronger. Says what cannot be read and goes on with the next line.
lur_exit lur_documents_import(lur_store *store, const struct lur_keep_about *about, char *const *file,
                              size_t n);

#endif
