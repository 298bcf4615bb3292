/// \file
/// Listens along while a recording is made, in a thread of its own. Whatever happens here, the recorder is
/// not held up: what this thread has no time for is left out.
#ifndef LUR_CLI_LIVE_H
#define LUR_CLI_LIVE_H

#include "analysis/preview.h"
#include "base/notes.h"
#include "base/role.h"

typedef struct lur_live lur_live;
/// Begins to listen. role: of each channel, as for lur_preview_new. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_live_start(int rate_hz, int channels, const lur_role role[2], lur_live **out);
/// A lur_recorder_tap; self is a lur_live.
void lur_live_take(void *self, const int16_t *pcm, size_t n, int64_t at);
/// How things stand. False: listening along has failed, and there is nothing to show.
bool lur_live_look(lur_live *live, struct lur_preview_view *out);
/// What the caller says: LUR_NOTE_ANSWERED (at_s), LUR_NOTE_HOLD and LUR_NOTE_MASKED (begins or ends).
void lur_live_say(lur_live *live, lur_note_kind what, bool on, double at_s);
/// Ends it, after the recorder has ended. NULL is fine.
void lur_live_stop(lur_live *live);

#endif
