/// \file
/// What one sees of a call while it is recorded: a state that is kept up to date, and pages drawn from it.
/// Pure: it knows no terminal, no clock and no thread.
#ifndef LUR_CLI_SCREEN_H
#define LUR_CLI_SCREEN_H

#include "analysis/preview.h"
#include "base/notes.h"
#include "capture/recorder.h"
#include "cli/page.h"

/// Seconds of the past that are shown.
enum { LUR_SCREEN_PAST = 300 };
/// What sounded on a channel in one of them.
struct lur_screen_moment {
  uint8_t loud; ///< 0: nobody spoke; 1..7: how loud
  char sign;    ///< '~' ringing or tone, 'm' music, 'x' masked; else 0
};

/// Fill the first part, zero the rest.
struct lur_screen {
  int channels;
  int agent;            ///< the agent's channel, until what is heard tells another
  const char *about;    ///< wave, participant, assessor; "" where nothing is known; borrowed
  const char *language; ///< for the decimal sign; NULL: a point; borrowed
  double limit_s;       ///< the rubric's longest wait; NAN: none

  struct lur_recorder_view view;
  struct lur_preview_view call;
  bool listening;  ///< `call` is there
  double hold_s;   ///< since when the caller says that it is a hold; NAN: not
  double masked_s; ///< since when it is private; counts while view.masked
  bool answered;   ///< the caller has said so
  bool typing;     ///< a note, whose words so far are `words`
  char words[LUR_NOTE_SIZE];
  struct lur_notes notes; ///< made so far; clear with lur_notes_clear
  char said[200];         ///< what has just been done, until said_until_s

  double said_until_s;
  double peak[2], peak_s[2];                         ///< held, dBFS, and since when
  int64_t clipped[2];                                ///< as of the last look
  double clipped_s[2];                               ///< when the input was last too loud
  struct lur_screen_moment past[2][LUR_SCREEN_PAST]; ///< a ring, by second
  int64_t second;                                    ///< the newest of them
};

/// Room for every sentence made here.
enum { LUR_SCREEN_WORDS = 200 };

void lur_screen_start(struct lur_screen *s); ///< after the first part has been filled
/// Takes over how things stand; to be called about ten times a second. call: NULL where nothing listens.
void lur_screen_look(struct lur_screen *s, const struct lur_recorder_view *view,
                     const struct lur_preview_view *call);
/// Says something for some seconds.
void lur_screen_say(struct lur_screen *s, const char *text);
/// Draws all of it. From 80 x 24 on everything is there; on a smaller page what matters most, and that the
/// rest is left out.
void lur_screen_draw(const struct lur_screen *s, struct lur_page *page);
/// Whether a terminal of that size is worth a screen.
bool lur_screen_fits(int rows, int columns);

/// What the call is doing, in words: "ringing, 3", "queue", "agent speaks". Returns out.
const char *lur_screen_now(const struct lur_screen *s, char out[LUR_SCREEN_WORDS]);
/// Whether the agent is on a channel, as far as is known by now.
bool lur_screen_is_agent(const struct lur_screen *s, int channel);
/// Who is on a channel, translated.
const char *lur_screen_label(const struct lur_screen *s, int channel);
/// What a note says: its words, or what it is. Borrowed.
const char *lur_screen_note_words(const struct lur_note *note);
/// For how long it has been doing it, seconds.
double lur_screen_now_s(const struct lur_screen *s);
/// What is not as it should be; "" when all is well. Returns out.
const char *lur_screen_trouble(const struct lur_screen *s, char out[LUR_SCREEN_WORDS]);

#endif
