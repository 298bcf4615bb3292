/// \file
/// What must hold of every analysed call, whatever was in it.
#ifndef LUR_TESTS_SUPPORT_CALL_CHECK_H
#define LUR_TESTS_SUPPORT_CALL_CHECK_H

#include <math.h>
#include <stdlib.h>

#include "analysis/call.h"

/// Half a frame's hundredth: sums of frames are exact, their seconds are not.
#define CALL_CHECK_EXACT_S 1e-4
/// The last frame of a recording may be cut, and what is heard in it ends with the frame.
#define CALL_CHECK_LAST_FRAME_S 0.01

static inline double call_check_number(const struct lur_call *call, lur_measure which)
{
  return call->measures.of[which].known ? call->measures.of[which].number : (double)NAN;
}

static inline const char *call_check_measures(const struct lur_call *call)
{
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const struct lur_value *v = &call->measures.of[i];
    if (v->known == (v->why != NULL)) return "a measure is neither known nor has a reason, or both";
    if (v->known && lur_measure_table[i].type != LUR_TYPE_TEXT) {
      if (!isfinite(v->number)) return "a measure is not finite";
      if (lur_measure_table[i].type == LUR_TYPE_BOOL && v->number != 0 && v->number != 1)
        return "no truth value";
      if (lur_measure_table[i].type == LUR_TYPE_COUNT && (v->number < 0 || v->number != floor(v->number)))
        return "a count is no whole number";
      bool ratio = lur_measure_table[i].unit[0] == '1' && !lur_measure_table[i].unit[1];
      if (ratio && (v->number < 0 || v->number > 1)) return "a ratio is outside 0..1";
    }
  }
  return NULL;
}

static inline const char *call_check_journey(const struct lur_call *call)
{
  double at = 0;
  for (size_t i = 0; i < call->phases; i++) {
    const struct lur_phase *p = &call->phase[i];
    if (fabs(p->start_s - at) > CALL_CHECK_EXACT_S) return "the journey has a gap or an overlap";
    if (!(p->end_s > p->start_s)) return "a phase is empty";
    if (!(p->confidence >= 0 && p->confidence <= 1)) return "a phase's confidence is outside 0..1";
    if (i && p[-1].kind == p->kind) return "a phase follows one of its own kind";
    at = p->end_s;
  }
  return fabs(at - call->duration_s) > CALL_CHECK_EXACT_S ? "the journey does not end with the recording"
                                                          : NULL;
}

static inline const char *call_check_events(const struct lur_call *call)
{
  for (size_t i = 0; i < call->events.n; i++) {
    const struct lur_event *e = &call->events.at[i];
    if (!(e->start_s >= 0 && e->end_s >= e->start_s &&
          e->end_s <= call->duration_s + CALL_CHECK_LAST_FRAME_S))
      return "an event lies outside the recording";
    if (i && (e[-1].start_s > e->start_s || (e[-1].start_s == e->start_s && e[-1].type > e->type)))
      return "events are not in order";
    if (e->first_part + e->parts > call->events.parts.n) return "an event's parts are not there";
    for (size_t k = 0; k < e->parts; k++) {
      const struct lur_span *s = &call->events.parts.at[e->first_part + k];
      if (s->start_s < e->start_s - CALL_CHECK_EXACT_S || s->end_s > e->end_s + CALL_CHECK_EXACT_S)
        return "a part lies outside its event";
      if (k && s[-1].end_s > s->start_s) return "an event's parts are not in order";
    }
  }
  return NULL;
}

static inline const char *call_check_tracks(const struct lur_call *call)
{
  bool same = call->doubts.is[LUR_DOUBT_DUPLICATE];
  if (call->tracks != (same ? 1 : (size_t)call->channels)) return "not a track a channel";
  for (size_t t = 0; t < call->tracks; t++) {
    const struct lur_spans *s = &call->track[t].speech;
    for (size_t i = 0; i < s->n; i++) {
      if (!(s->at[i].start_s >= 0 && s->at[i].end_s > s->at[i].start_s &&
            s->at[i].end_s <= call->duration_s + CALL_CHECK_LAST_FRAME_S))
        return "speech lies outside the recording";
      if (i && s->at[i].start_s <= s->at[i - 1].end_s) return "speech segments are not apart";
    }
  }
  return NULL;
}

/// Marks the frames of [start_s, end_s) with a bit.
static inline void call_check_mark(unsigned char *frame, size_t n, double start_s, double end_s, unsigned bit)
{
  long first = lround(start_s * 100), end = lround(ceil(end_s * 100 - 0.01));
  for (long i = first; i < end && (size_t)i < n; i++) frame[i] |= (unsigned char)bit;
}

/// Counts frames anew from tracks and phases, and compares with what the measures say, to the frame.
static inline const char *call_check_sums(const struct lur_call *call)
{
  enum { AGENT = 1, CALLER = 2, TALK = 4 };
  static const lur_measure which[5] = {LUR_M_TALK_AGENT_S, LUR_M_TALK_CALLER_S, LUR_M_OVERLAP_TOTAL_S,
                                       LUR_M_SILENCE_MUTUAL_S, LUR_M_CALL_CONVERSATION_S};
  if (call->tracks < 2 || !call->measures.of[LUR_M_TALK_AGENT_S].known) return NULL;
  size_t n = (size_t)ceil(call->duration_s * 100) + 1;
  unsigned char *frame = calloc(n, 1);
  double sum[5] = {0};
  if (!frame) return "memory is out";
  for (size_t t = 0; t < 2; t++)
    for (size_t i = 0; i < call->track[t].speech.n; i++)
      call_check_mark(frame, n, call->track[t].speech.at[i].start_s, call->track[t].speech.at[i].end_s,
                      call->track[t].role == LUR_ROLE_AGENT ? AGENT : CALLER);
  for (size_t i = 0; i < call->phases; i++)
    if (call->phase[i].kind == LUR_PHASE_CONVERSATION)
      call_check_mark(frame, n, call->phase[i].start_s, call->phase[i].end_s, TALK);
  for (size_t i = 0; i < n; i++) {
    if (!(frame[i] & TALK)) continue;
    bool agent = frame[i] & AGENT, caller = frame[i] & CALLER;
    sum[0] += agent * 0.01;
    sum[1] += caller * 0.01;
    sum[2] += (agent && caller) * 0.01;
    sum[3] += (!agent && !caller) * 0.01;
    sum[4] += 0.01;
  }
  free(frame);
  for (int k = 0; k < 5; k++)
    if (!(fabs(call_check_number(call, which[k]) - sum[k]) <= CALL_CHECK_EXACT_S))
      return "talk, overlap and silence are not those of the tracks in the conversation";
  return NULL;
}

/// What is wrong with the call, or NULL.
static inline const char *call_check(const struct lur_call *call)
{
  const char *wrong = call_check_measures(call);
  if (!wrong) wrong = call_check_journey(call);
  if (!wrong) wrong = call_check_events(call);
  if (!wrong) wrong = call_check_tracks(call);
  return wrong ? wrong : call_check_sums(call);
}

#endif
