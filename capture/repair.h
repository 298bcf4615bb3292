/// \file
/// A recording that was cut off (power, kill, crash) made whole again from what is on the disk.
#ifndef LUR_CAPTURE_REPAIR_H
#define LUR_CAPTURE_REPAIR_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/dropouts.h"
#include "base/notes.h"

/// Put behind a recording's name: the journal that lies beside it until it is known to be whole.
#define LUR_REPAIR_JOURNAL ".journal"

typedef enum {
  LUR_REPAIR_WHOLE,   ///< it was closed properly; nothing was changed
  LUR_REPAIR_DONE,    ///< it is whole again
  LUR_REPAIR_GOES_ON, ///< it is being recorded just now; nothing was changed
  LUR_REPAIR_EMPTY    ///< it was cut off before there was any sound; nothing was changed
} lur_repair_end;

/// What was found. Zero-initialise; clear with lur_repaired_clear.
struct lur_repaired {
  lur_repair_end end;
  int rate_hz, channels;
  double duration_s; ///< of the sound that is there
  double lost_s;     ///< at the end, which was not complete and is left out
  double damaged_s;  ///< within, which is not as it was recorded
  bool journal;      ///< a journal of this recording was there
  char *about;       ///< what the recorder was told the call is; NULL: not known
  struct lur_dropouts dropouts;
  struct lur_notes notes;
};

/// Repairs the WAV file at `path`, with its journal (path + LUR_REPAIR_JOURNAL) where there is one: a whole
/// copy is made beside it, brought to the disk, and only then takes its name; then the journal is made anew
/// to go with it. Killed meanwhile it can be done again. LUR_NOT_FOUND: no such file; LUR_BAD_INPUT: it is no
/// recording of lur's, or too damaged to know how it was recorded; LUR_IO: the disk is full or failed.
/// Whatever fails, the file is as it was.
LUR_NODISCARD lur_status lur_repair(const char *path, struct lur_repaired *out, struct lur_diag *diag);
void lur_repaired_clear(struct lur_repaired *r);

/// What a journal without its recording still tells.
struct lur_orphan {
  bool idle;      ///< it is whole, and tells of no sound and no note: it is of use to nobody
  double sound_s; ///< that it vouches for; 0: none, or nothing says how the sound was recorded
  size_t notes;   ///< made while it was recorded
};
/// Looks into the journal at that path. False: it cannot be read.
bool lur_repair_look(const char *journal, struct lur_orphan *out);

#endif
