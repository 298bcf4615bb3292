/// \file
/// Internal to capture/. A WAV file (16 bits) that may be cut off at any moment and still opens: it is there
/// from the start, its header is true after each write and becomes RF64 past 4 GB, a journal beside it
/// vouches for each tenth of a second, and it never takes another file's place.
#ifndef LUR_CAPTURE_TAPE_H
#define LUR_CAPTURE_TAPE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/dropouts.h"
#include "base/notes.h"
#include "base/role.h"

typedef struct lur_tape lur_tape;

struct lur_tape_options {
  const char *path;
  int rate_hz, channels;
  lur_role role[2];                    ///< CALLER and AGENT in some order are kept in the file
  const char *date, *software, *title; ///< kept in the file; NULL: not
  const char *about; ///< what the call is, in words of the caller's own that a repair hands back; NULL: none
  int64_t most_in_wav; ///< bytes of sound from which on it is RF64; 0: as many as a WAV header holds
};

/// Makes the file at options->path, and path + ".journal" beside it. While it is open the file is locked
/// (flock), so that a recording that is going on can be told from one that was cut off. LUR_IO: it exists, or
/// cannot be made; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_tape_open(const struct lur_tape_options *options, lur_tape **out,
                                       struct lur_diag *diag);
int64_t lur_tape_samples(const lur_tape *t); ///< per channel, so far
/// Appends n samples per channel, interleaved. LUR_IO: the disk is full or failed; what did fit is counted
/// and stays good.
LUR_NODISCARD lur_status lur_tape_write(lur_tape *t, const int16_t *pcm, size_t n, struct lur_diag *diag);
/// Puts n samples of silence before sample `at` (0 .. lur_tape_samples), moving what follows, and tells the
/// journal that they were lost, and why. Cut off in the middle, a repair does it again.
LUR_NODISCARD lur_status lur_tape_insert_silence(lur_tape *t, int64_t at, int64_t n, lur_dropout_why why,
                                                 struct lur_diag *diag);
/// Makes silence of n samples from sample `at` on, all of which are there, and tells the journal that they
/// were lost: what was recorded there must not be kept. LUR_IO.
LUR_NODISCARD lur_status lur_tape_silence(lur_tape *t, int64_t at, int64_t n, lur_dropout_why why,
                                          struct lur_diag *diag);
/// Tells the journal the notes as they are now, where they have changed since. To be called before each sync.
void lur_tape_notes(lur_tape *t, const struct lur_notes *notes);
/// Brings everything to the disk. LUR_IO.
LUR_NODISCARD lur_status lur_tape_sync(lur_tape *t, struct lur_diag *diag);
/// A lock on the journal, which tells others that somebody looks after the recording when it is closed;
/// fclose ends it. NULL: it cannot be had.
FILE *lur_tape_claim(const lur_tape *t);
/// Syncs and closes; frees t whatever happens. The journal stays beside the file until somebody has verified
/// it. LUR_IO.
LUR_NODISCARD lur_status lur_tape_close(lur_tape *t, struct lur_diag *diag);
/// Removes the file and its journal, as far as they are there.
void lur_tape_remove(const char *path);

#endif
