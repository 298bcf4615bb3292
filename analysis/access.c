#include "analysis/access.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"

enum { prompt_pause = 150 }; // measures: pauses under 1.5 s are inside an announcement

/// Of the same sound on both channels, that of one is told.
static bool is_told(const struct lur_journey *j, int channel)
{
  return !j->mono || channel == j->agent;
}

static lur_status add_tones(const struct lur_heard *heard, const struct lur_journey *j, struct lur_call *call)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (!is_told(j, e->channel)) continue;
    status = lur_events_add_parts(&call->events, *e, heard->tones.parts.at + e->first_part, e->parts);
  }
  return status;
}

static lur_status add_keys(const struct lur_heard *heard, const struct lur_journey *j, struct lur_call *call)
{
  lur_status status = LUR_OK;
  for (int c = 0; c < heard->channels; c++)
    for (size_t i = 0; i < heard->keys[c].n && is_told(j, c) && status == LUR_OK; i++) {
      const struct lur_key *k = &heard->keys[c].at[i];
      struct lur_event e = lur_event_of(LUR_EVENT_DTMF, lur_frames_s(k->start), lur_frames_s(k->end));
      e.channel = c;
      e.digit = k->digit;
      status = lur_events_add(&call->events, &e);
    }
  return status;
}

/// Start of what a sound repeats; NAN where it repeats nothing.
static double heard_before_s(const struct lur_repeat *repeat, int64_t start)
{
  return repeat ? fmax(0, lur_frames_s(start - repeat->lag)) : (double)NAN;
}

static lur_status add_music(const struct lur_heard *heard, const struct lur_journey *j, struct lur_call *call)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->music[j->agent].n && status == LUR_OK; i++) {
    const struct lur_range *m = &heard->music[j->agent].at[i];
    struct lur_event e = lur_event_of(LUR_EVENT_MUSIC, lur_frames_s(m->start), lur_frames_s(m->end));
    const struct lur_repeat *again = lur_repeats_within(&j->music_repeats, m->start, m->end);
    const struct lur_repeat *loop = lur_repeats_within(&j->loops, m->start, m->end);
    e.channel = j->agent;
    e.repeats_s = heard_before_s(again, m->start);
    if (loop) e.loop_s = lur_frames_s(loop->lag);
    status = lur_events_add(&call->events, &e);
  }
  return status;
}

/// A prompt goes on after a short pause in which the caller presses no key.
static bool goes_on(const struct lur_heard *heard, const struct lur_journey *j, size_t i)
{
  int64_t end = j->prompts.at[i - 1].end, start = j->prompts.at[i].start;
  return start - end < prompt_pause && !lur_heard_key(heard, j->caller, end, start);
}

/// One prompt event an announcement, with its segments.
static lur_status add_prompts(const struct lur_heard *heard, const struct lur_journey *j,
                              struct lur_call *call)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < j->prompts.n && status == LUR_OK;) {
    struct lur_spans parts = {0};
    size_t first = i;
    do {
      const struct lur_range *r = &j->prompts.at[i++];
      status = lur_spans_add(&parts, lur_frames_s(r->start), lur_frames_s(r->end));
    } while (status == LUR_OK && i < j->prompts.n && goes_on(heard, j, i));
    struct lur_event e = lur_event_of(LUR_EVENT_PROMPT, lur_frames_s(j->prompts.at[first].start),
                                      lur_frames_s(j->prompts.at[i - 1].end));
    e.channel = j->agent;
    int64_t start = j->prompts.at[first].start;
    e.repeats_s = heard_before_s(lur_repeats_within(&j->repeats, start, j->prompts.at[i - 1].end), start);
    if (status == LUR_OK) status = lur_events_add_parts(&call->events, e, parts.at, parts.n);
    lur_spans_clear(&parts);
  }
  return status;
}

static lur_status add_phases(const struct lur_journey *j, struct lur_call *call)
{
  for (size_t i = 0; i < j->phases.n; i++) {
    const struct lur_mark *m = &j->phases.at[i];
    struct lur_phase *at = lur_grow(call->phase, &call->phases_room, call->phases, sizeof *at);
    if (!at) return LUR_NO_MEM;
    call->phase = at;
    double end = i + 1 < j->phases.n ? lur_frames_s(m[1].start) : call->duration_s;
    at[call->phases++] = (struct lur_phase){m->kind, lur_frames_s(m->start), end, m->confidence};
  }
  return LUR_OK;
}

static bool before_answer(const struct lur_journey *j, double start_s)
{
  return j->answer < 0 || start_s < lur_frames_s(j->answer);
}

/// Length of a ringing phase: from the first burst to the end of the last burst's cadence, cut at the answer
/// or the next sound.
static double ring_length(const struct lur_call *call, const struct lur_event *e, double limit)
{
  const struct lur_event *last = call->events.at + call->events.n;
  const struct lur_span *b = call->events.parts.at + e->first_part;
  double end = b[e->parts - 1].end_s;
  double until = end + lur_cadence_last_pause_s(e, b);
  for (const struct lur_event *o = e + 1; o < last && o->start_s < until; o++) // in order of start
    if (o->start_s >= end && o->type != LUR_EVENT_DTMF) until = o->start_s;    // a later sound ends it
  return (until < limit ? until : limit) - e->start_s;
}

static void set_ringing(const struct lur_journey *j, struct lur_call *call)
{
  struct lur_measures *m = &call->measures;
  double seconds = 0, limit = j->answer >= 0 ? lur_frames_s(j->answer) : call->duration_s;
  double rings = 0;
  const char *plan = NULL;
  for (size_t i = 0; i < call->events.n; i++) {
    const struct lur_event *e = &call->events.at[i];
    if (e->type != LUR_EVENT_RINGBACK || !before_answer(j, e->start_s)) continue;
    seconds += ring_length(call, e, limit);
    rings += (double)e->parts;
    if (!plan) plan = e->plan;
  }
  lur_measure_set(m, LUR_M_ANSWER_RING_S, seconds);
  lur_measure_set(m, LUR_M_ANSWER_RING_COUNT, rings);
  if (!plan)
    lur_measure_unknown(m, LUR_M_ANSWER_RING_PLAN, N_("no ringing was heard"));
  else if (strcmp(plan, "unknown") == 0)
    lur_measure_unknown(m, LUR_M_ANSWER_RING_PLAN, N_("no country that lur knows rings like this"));
  else
    lur_measure_set_text(m, LUR_M_ANSWER_RING_PLAN, plan);
}

static double phase_total(const struct lur_call *call, lur_phase_kind kind)
{
  double sum = 0;
  for (size_t i = 0; i < call->phases; i++)
    if (call->phase[i].kind == kind) sum += call->phase[i].end_s - call->phase[i].start_s;
  return sum;
}

static double first_of_phase(const struct lur_call *call, lur_phase_kind kind)
{
  for (size_t i = 0; i < call->phases; i++)
    if (call->phase[i].kind == kind) return call->phase[i].start_s;
  return (double)NAN;
}

/// Menus passed: prompts that a key followed before the next prompt. Keys the caller pressed, in order, as
/// many as a text holds. Announcements: the other prompts.
static void set_menus(const struct lur_journey *j, struct lur_call *call)
{
  char keys[sizeof call->measures.of[0].text] = "";
  size_t pressed = 0;
  double menus = 0, prompts = 0;
  bool prompt_open = false;
  for (size_t i = 0; i < call->events.n; i++) {
    const struct lur_event *e = &call->events.at[i];
    if (e->type == LUR_EVENT_DTMF && (j->mono || e->channel == j->caller)) {
      if (pressed + 1 < sizeof keys) keys[pressed++] = e->digit;
      if (prompt_open && before_answer(j, e->start_s)) menus++;
      prompt_open = false;
    } else if (e->type == LUR_EVENT_PROMPT && before_answer(j, e->start_s)) {
      prompt_open = true;
      prompts++;
    }
  }
  lur_measure_set(&call->measures, LUR_M_ANSWER_IVR_LEVELS, menus);
  lur_measure_set_text(&call->measures, LUR_M_ANSWER_KEYPRESSES, keys);
  lur_measure_set(&call->measures, LUR_M_ANSWER_ANNOUNCEMENTS, prompts - menus);
}

/// First thing heard of the callee's side before the answer; 0 when nothing was.
static double first_heard(const struct lur_journey *j, const struct lur_call *call)
{
  for (size_t i = 0; i < call->events.n; i++) { // in order of start
    const struct lur_event *e = &call->events.at[i];
    bool callee = e->type == LUR_EVENT_RINGBACK || e->type == LUR_EVENT_PROMPT || e->type == LUR_EVENT_MUSIC;
    if (callee && e->channel == j->agent && before_answer(j, e->start_s)) return e->start_s;
  }
  return 0;
}

static void set_waiting(const struct lur_journey *j, struct lur_call *call)
{
  static const char *const why = N_("nobody answered");
  struct lur_measures *m = &call->measures;
  if (j->answer < 0) {
    lur_measure_unknown(m, LUR_M_ANSWER_WAIT_S, why);
    lur_measure_unknown(m, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, why);
    return;
  }
  double answer = lur_frames_s(j->answer), queue = first_of_phase(call, LUR_PHASE_QUEUE);
  lur_measure_set(m, LUR_M_ANSWER_WAIT_S, answer - first_heard(j, call));
  if (queue < answer)
    lur_measure_set(m, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, answer - queue);
  else
    lur_measure_unknown(m, LUR_M_ANSWER_WAIT_FROM_QUEUE_S, N_("there was no queue"));
}

static void set_one_way(const struct lur_journey *j, struct lur_measures *m)
{
  bool one_way = j->doubts.is[LUR_DOUBT_ONE_WAY];
  if (j->mono)
    lur_measure_unknown(m, LUR_M_QUALITY_ONE_WAY,
                        j->doubts.is[LUR_DOUBT_DUPLICATE] ? N_("both channels carry the same sound")
                                                          : N_("both parties are on one channel"));
  else if (j->answer < 0 && !one_way)
    lur_measure_unknown(m, LUR_M_QUALITY_ONE_WAY, N_("nobody answered"));
  else
    lur_measure_set(m, LUR_M_QUALITY_ONE_WAY, one_way);
}

lur_status lur_access_of(const struct lur_heard *heard, const struct lur_journey *j, struct lur_call *call)
{
  lur_status status = add_tones(heard, j, call);
  if (status == LUR_OK) status = add_keys(heard, j, call);
  if (status == LUR_OK) status = add_music(heard, j, call);
  if (status == LUR_OK) status = add_prompts(heard, j, call);
  if (status == LUR_OK) status = add_phases(j, call);
  if (status != LUR_OK) return status;
  lur_events_sort(&call->events);
  struct lur_measures *m = &call->measures;
  lur_measure_set(m, LUR_M_ANSWER_ANSWERED, j->answer >= 0);
  lur_measure_set(m, LUR_M_ANSWER_BUSY, j->busy);
  set_one_way(j, m);
  set_ringing(j, call);
  lur_measure_set(m, LUR_M_ANSWER_IVR_S, phase_total(call, LUR_PHASE_IVR));
  lur_measure_set(m, LUR_M_ANSWER_QUEUE_S, phase_total(call, LUR_PHASE_QUEUE));
  set_menus(j, call);
  set_waiting(j, call);
  return LUR_OK;
}
