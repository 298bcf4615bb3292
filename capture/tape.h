/// \file
/// Internal to capture/. A WAV file (16 bits) that may be cut off at any moment and still opens: it is there
/// from the start, its header is true after each write, and it never takes another file's place.
#ifndef LUR_CAPTURE_TAPE_H
#define LUR_CAPTURE_TAPE_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/role.h"

typedef struct lur_tape lur_tape;

/// Makes the file at `path`. role: CALLER and AGENT in some order are kept in the file, else nothing is.
/// `date`: kept in it, or NULL. While it is open the file is locked (flock), so that a recording that is
/// going on can be told from one that was cut off. LUR_IO: it exists, or cannot be made; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_tape_open(const char *path, int rate_hz, int channels, const lur_role role[2],
                                       const char *date, lur_tape **out, struct lur_diag *diag);
int64_t lur_tape_samples(const lur_tape *t); ///< per channel, so far
/// Appends n samples per channel, interleaved. LUR_IO: the disk is full, or the file is as long as a WAV file
/// can be; what was written before stays good.
LUR_NODISCARD lur_status lur_tape_write(lur_tape *t, const int16_t *pcm, size_t n, struct lur_diag *diag);
/// Puts n samples of silence before sample `at` (0 .. lur_tape_samples), moving what follows. Cut off in the
/// middle, it leaves a part of what follows twice in the file, and nothing out.
LUR_NODISCARD lur_status lur_tape_insert_silence(lur_tape *t, int64_t at, int64_t n, struct lur_diag *diag);
/// Brings everything to the disk. LUR_IO.
LUR_NODISCARD lur_status lur_tape_sync(lur_tape *t, struct lur_diag *diag);
/// Syncs and closes; frees t whatever happens. LUR_IO.
LUR_NODISCARD lur_status lur_tape_close(lur_tape *t, struct lur_diag *diag);

#endif
