/// \file
/// What a person says of a call while it is recorded: a remark, "now somebody answered", a hold, a stretch
/// that is kept private.
#ifndef LUR_BASE_NOTES_H
#define LUR_BASE_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef enum {
  LUR_NOTE_MARKER,   ///< a moment to come back to, with or without words
  LUR_NOTE_ANSWERED, ///< the moment at which the caller heard a person answer
  LUR_NOTE_HOLD,     ///< the caller was put on hold: from .. to
  LUR_NOTE_MASKED,   ///< private: the recording is silent from .. to
  LUR_NOTE_KINDS
} lur_note_kind;
const char *lur_note_name(lur_note_kind kind);                ///< "marker", "answered", "hold", "masked"
bool lur_note_kind_of(const char *name, lur_note_kind *kind); ///< the other way round; false: no such name

/// Bytes of a note's words with the end; longer ones are cut between two characters.
enum { LUR_NOTE_SIZE = 200 };

struct lur_note {
  lur_note_kind kind;
  double start_s, end_s;    ///< seconds from the start of the recording; the same where it is a moment
  char text[LUR_NOTE_SIZE]; ///< UTF-8 without control characters; "" where nothing was said
};
/// Zero-initialise; clear with lur_notes_clear.
struct lur_notes {
  struct lur_note *at; ///< in order of start
  size_t n, room;
};

/// A note of that kind and time; `text` (NULL: none) is cut to fit, and blanks take the place of control
/// characters.
struct lur_note lur_note_of(lur_note_kind kind, double start_s, double end_s, const char *text);
/// Puts a copy where it belongs by its start. LUR_BAD_ARG: a time is not finite or below 0, or it ends before
/// it starts; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_notes_add(struct lur_notes *list, const struct lur_note *note);
/// Makes *out, which must be empty, a copy. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_notes_copy(const struct lur_notes *list, struct lur_notes *out);
/// length_s seconds were put into the recording at `at_s`: what lies behind moves, what lies round it grows.
void lur_notes_shift(struct lur_notes *list, double at_s, double length_s);
void lur_notes_clear(struct lur_notes *list); ///< frees; the list is empty and usable again

#endif
