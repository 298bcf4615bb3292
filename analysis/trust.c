#include "analysis/trust.h"

/// Music that is longer is hardly ever anything else.
enum { long_music = 1000 };

/// Shares of phases that were right to four fifths of their length or more, of those found alike: on 338 made
/// calls of 26 kinds, as many of the rare and difficult ones as of the others (tools/train/make_journeys.py).
static const double dial_then_ring = 0.99, dial_then_else = 0.65; // 212 of 212, 77 of 123
static const double rings = 0.96, one_ring = 0.9;                 // 101 of 105, 113 of 126
static const double menu = 0.95, menu_then_queue = 0.65;          // 45 of 46, 18 of 28
static const double menu_then_talk = 0.5;                         // 2 of 4
static const double queue_of_music = 0.95, queue_else = 0.5;      // 104 of 109, 8 of 18
static const double hold_of_music = 0.8, hold_of_little = 0.65;   // 26 of 33, 17 of 26
static const double hold_by_mute = 0.8, passed_on = 0.65;         // 14 of 17, 20 of 32
static const double call_over = 0.97;                             // 294 of 300

/// Bursts of the ringing that begins in [start, end).
static size_t rings_within(const struct lur_heard *heard, int channel, int64_t start, int64_t end)
{
  size_t n = 0;
  for (size_t i = 0; i < heard->tones.n; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    int64_t at = lur_frames_at(e->start_s);
    if (e->type == LUR_EVENT_RINGBACK && e->channel == channel && at >= start && at < end) n += e->parts;
  }
  return n;
}

static double trust_menu(const struct lur_mark *next)
{
  if (next && next->kind == LUR_PHASE_QUEUE) return menu_then_queue;
  return next && next->kind == LUR_PHASE_CONVERSATION ? menu_then_talk : menu;
}

static double trust_hold(int64_t music)
{
  if (!music) return hold_by_mute;
  return music >= long_music ? hold_of_music : hold_of_little;
}

/// Of the phase at `m` that ends at `end`; next: the one after it, NULL where there is none.
static double trust_of(const struct lur_heard *heard, const struct lur_journey *j, const struct lur_mark *m,
                       const struct lur_mark *next, int64_t end)
{
  int64_t music = lur_ranges_within(&j->music, m->start, end);
  bool ends = next && (next->kind == LUR_PHASE_RING || next->kind == LUR_PHASE_END);
  switch (m->kind) {
  case LUR_PHASE_DIAL:
    return ends ? dial_then_ring : dial_then_else;
  case LUR_PHASE_RING:
    return rings_within(heard, j->agent, m->start, end) > 1 ? rings : one_ring;
  case LUR_PHASE_IVR:
    return trust_menu(next);
  case LUR_PHASE_QUEUE:
    return music >= long_music ? queue_of_music : queue_else;
  case LUR_PHASE_CONVERSATION:
    return j->answer_confidence;
  case LUR_PHASE_HOLD:
    return trust_hold(music);
  case LUR_PHASE_TRANSFER:
    return passed_on;
  default:
    return call_over;
  }
}

void lur_trust_phases(const struct lur_heard *heard, struct lur_journey *j)
{
  for (size_t i = 0; i < j->phases.n; i++) {
    struct lur_mark *m = &j->phases.at[i], *next = i + 1 < j->phases.n ? m + 1 : NULL;
    m->confidence = trust_of(heard, j, m, next, next ? next->start : heard->frames);
  }
}
