/// \file
/// Calls put on a stage for tests: one sound after another goes into the analyser, and what was played when
/// is known. Voices and nothing else are cut from the sample calls (computer voices of several languages), so
/// that a call may last hours without being kept in memory. Every failure fails the test.
#ifndef LUR_TESTS_SUPPORT_STAGE_H
#define LUR_TESTS_SUPPORT_STAGE_H

#include <stdint.h>

#include "analysis/analyser.h"

/// The voices: each says five phrases or more (STAGE_MENU two), no two the same.
typedef enum {
  STAGE_ANNA,   ///< a Swedish agent
  STAGE_INGRID, ///< a Norwegian agent
  STAGE_JOHN,   ///< an English agent
  STAGE_CALLER, ///< a Swedish caller
  STAGE_MENU,   ///< a Norwegian menu, and an announcement
  STAGE_VOICES
} stage_voice;
enum { STAGE_CALLERS = 0, STAGE_AGENTS = 1 }; ///< sides

struct stage;
/// A call at 8 kHz, the caller on channel 0 (1 when `swap`), with line noise of -65 dBov on both.
struct stage *stage_new(bool swap);
/// What the channels do to the sides, before anything is played: both carry everything (the second so many dB
/// stronger), and the second comes late.
void stage_both(struct stage *s, double db);
void stage_late(struct stage *s, double seconds);
/// Each side comes back on the other's channel after 150 ms, that much weaker.
void stage_echo(struct stage *s, double loss_db);
void stage_roles(struct stage *s, lur_role first, lur_role second); ///< said by the user
void stage_noise(struct stage *s, int side, double dbov); ///< from now on; -INFINITY: digital silence

double stage_now(const struct stage *s); ///< seconds so far
void stage_quiet(struct stage *s, double seconds);
/// A phrase of that voice, from 0 on (they start again after the last); its speech, to 50 ms or so.
struct lur_span stage_say(struct stage *s, int side, stage_voice voice, int phrase);
/// The same by somebody who stands aside of the telephone and is so much weaker.
struct lur_span stage_aside(struct stage *s, int side, stage_voice voice, int phrase, double db);
/// The same in the agent's channel over queue music, which ducks by `db` under it.
struct lur_span stage_say_over(struct stage *s, stage_voice voice, int phrase, double db);
/// Ringing or busy tone of Sweden: so many bursts; then the pause of the last ring is left out.
struct lur_span stage_ring(struct stage *s, int rings);
struct lur_span stage_busy(struct stage *s, int bursts);
struct lur_span stage_beep(struct stage *s); ///< 1400 Hz for half a second, as voicemail asks for a message
struct lur_span stage_key(struct stage *s, char digit);
/// Queue music, going on where it was: a tune of 23 s that starts anew for ever.
struct lur_span stage_music(struct stage *s, double seconds);
void stage_loop(struct stage *s, double seconds); ///< another tune of that length, from its beginning

/// Ends the call: yours to free with lur_call_free. The stage is gone. *finish_ns (may be NULL): how long the
/// analyser took for all it does once the call is over.
struct lur_call *stage_end(struct stage *s, int64_t *finish_ns);

#endif
