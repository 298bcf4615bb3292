/// \file
/// What a call is, beside its sound: in one piece of text, so that it survives in the recording's journal and
/// in a file beside it.
#ifndef LUR_CLI_ABOUT_H
#define LUR_CLI_ABOUT_H

#include "base/dropouts.h"
#include "base/notes.h"
#include "cli/keep.h"

/// As JSON, with the keys of the metadata files that `lur import` reads and others that begin with x-. The
/// spans and notes may be NULL. To free(); NULL: no memory.
char *lur_about_write(const struct lur_keep_about *about, bool keep_wav, const struct lur_dropouts *dropouts,
                      const struct lur_notes *notes);

enum { LUR_ABOUT_FACTS = 8 }; ///< the most that are read

/// What was read. Zero-initialise; clear with lur_about_clear.
struct lur_about_read {
  struct lur_keep_about about; ///< its texts point into `text`
  bool keep_wav;
  struct lur_store_fact fact[LUR_ABOUT_FACTS];
  void *text; ///< of lur_about_clear
};
/// Reads what lur_about_write wrote, but for the spans and notes; what is not understood is left out. `text`
/// may be NULL: nothing is known.
void lur_about_read(const char *text, struct lur_about_read *out);
void lur_about_clear(struct lur_about_read *read);

#endif
