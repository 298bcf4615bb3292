/// \file
/// What happens in a call: everything a trainer can click to hear, and what every count is made of.
#ifndef LUR_ANALYSIS_EVENT_H
#define LUR_ANALYSIS_EVENT_H

#include <stdbool.h>

#include "base/dropouts.h"
#include "base/list.h"
#include "base/notes.h"
#include "base/role.h"

typedef enum {
  LUR_EVENT_RINGBACK,
  LUR_EVENT_BUSY,
  LUR_EVENT_CONGESTION,
  LUR_EVENT_SIT,
  LUR_EVENT_DTMF,
  LUR_EVENT_MUSIC,
  LUR_EVENT_PROMPT,
  LUR_EVENT_GREETING,
  LUR_EVENT_HOLD,
  LUR_EVENT_TRANSFER,
  LUR_EVENT_OVERLAP,
  LUR_EVENT_INTERRUPTION,
  LUR_EVENT_BACKCHANNEL,
  LUR_EVENT_MUTUAL_SILENCE,
  LUR_EVENT_DEAD_AIR,
  LUR_EVENT_MONOLOGUE,
  LUR_EVENT_BEEP,
  LUR_EVENT_CLIPPING,
  LUR_EVENT_DROPOUT,
  LUR_EVENT_HUM,
  LUR_EVENT_ECHO,
  LUR_EVENT_MASKED,
  LUR_EVENT_MARKER,
  LUR_EVENT_TYPES ///< how many there are
} lur_event_type;

struct lur_event {
  lur_event_type type;
  double start_s, end_s; ///< seconds from the start of the recording, end_s >= start_s
  int channel;           ///< of the file, 0 or 1; -1 where it belongs to a track or to both parties
  lur_role track;        ///< whose speech; LUR_ROLE_NONE where it belongs to a channel or to both
  lur_role by;           ///< interruption: who made it; else LUR_ROLE_NONE
  bool took_floor;       ///< interruption: the other stopped first
  char digit;            ///< dtmf: 0-9 A-D * #; else 0
  char plan[32]; ///< call-progress tones: country plans that fit, "DK,NO,FI,NL,DE", most likely first, or
                 ///< "unknown"; else ""
  float hz[3];   ///< tones: their frequencies, 0 where there are fewer; two closer than 100 Hz are one here
  float cadence_ms[4]; ///< ringback, busy, congestion: on and off, then the second on and off of a pattern of
                       ///< two bursts, else 0; as heard, a pause that was not heard as planned
  double confidence;   ///< 0..1; NAN where it is not judged
  double repeats_s;    ///< prompt, music: start of what was heard before and is heard again; else NAN
  double loop_s;       ///< music: it starts anew after so many seconds; else NAN
  lur_note_kind note;  ///< marker: what was noted
  lur_dropout_why why; ///< dropout: why sound is missing
  size_t words;        ///< marker: 1 + where its words begin in lur_events.words; 0: none
  size_t first_part, parts; ///< bursts (tones) or segments (prompt): a range of lur_events.parts
};

/// Zero-initialise; clear with lur_events_clear.
struct lur_events {
  struct lur_event *at; ///< in order of start, then type
  size_t n, room;
  struct lur_spans parts;
  char *words; ///< of markers, one after the other, each with its end
  size_t words_n, words_room;
};

const char *lur_event_name(lur_event_type type);  ///< "ringback" ...: the names of JSON
const char *lur_event_title(lur_event_type type); ///< in the user's words, English; translate with _()
/// Busy or congestion: the line says that it leads nowhere now.
static inline bool lur_event_is_busy(lur_event_type type)
{
  return type == LUR_EVENT_BUSY || type == LUR_EVENT_CONGESTION;
}

/// An event of that type and time with no further facts (channel -1, no roles, confidence NAN).
struct lur_event lur_event_of(lur_event_type type, double start_s, double end_s);
LUR_NODISCARD lur_status lur_events_add(struct lur_events *list, const struct lur_event *event);
/// Adds with copies of its parts.
LUR_NODISCARD lur_status lur_events_add_parts(struct lur_events *list, struct lur_event event,
                                              const struct lur_span *parts, size_t n);
/// Adds what a person noted: a masked stretch, or a marker of its kind with its words. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_events_add_note(struct lur_events *list, const struct lur_note *note);
/// The words of a marker; "" where there are none. Borrowed from the list until it grows.
const char *lur_events_words(const struct lur_events *list, const struct lur_event *event);
void lur_events_sort(struct lur_events *list);  ///< by start, then type, then channel
void lur_events_clear(struct lur_events *list); ///< frees; the list is empty and usable again

#endif
