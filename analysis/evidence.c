#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/measures.h"

/// Which events a measure is made of; `by`: of that party only.
struct source {
  lur_measure measure;
  lur_event_type type;
  lur_role by;
};
static const struct source sources[] = {
    {LUR_M_ANSWER_ANSWERED, LUR_EVENT_GREETING, LUR_ROLE_NONE},
    {LUR_M_ANSWER_RING_S, LUR_EVENT_RINGBACK, LUR_ROLE_NONE},
    {LUR_M_ANSWER_RING_COUNT, LUR_EVENT_RINGBACK, LUR_ROLE_NONE},
    {LUR_M_ANSWER_RING_PLAN, LUR_EVENT_RINGBACK, LUR_ROLE_NONE},
    {LUR_M_ANSWER_IVR_S, LUR_EVENT_PROMPT, LUR_ROLE_NONE},
    {LUR_M_ANSWER_IVR_LEVELS, LUR_EVENT_PROMPT, LUR_ROLE_NONE},
    {LUR_M_ANSWER_KEYPRESSES, LUR_EVENT_DTMF, LUR_ROLE_NONE},
    {LUR_M_ANSWER_QUEUE_S, LUR_EVENT_MUSIC, LUR_ROLE_NONE},
    {LUR_M_ANSWER_BUSY, LUR_EVENT_BUSY, LUR_ROLE_NONE},
    {LUR_M_ANSWER_GREETING_S, LUR_EVENT_GREETING, LUR_ROLE_NONE},
    {LUR_M_SILENCE_MUTUAL_S, LUR_EVENT_MUTUAL_SILENCE, LUR_ROLE_NONE},
    {LUR_M_SILENCE_MUTUAL_RATIO, LUR_EVENT_MUTUAL_SILENCE, LUR_ROLE_NONE},
    {LUR_M_SILENCE_LONGEST_S, LUR_EVENT_MUTUAL_SILENCE, LUR_ROLE_NONE},
    {LUR_M_SILENCE_DEAD_AIR_COUNT, LUR_EVENT_DEAD_AIR, LUR_ROLE_NONE},
    {LUR_M_SILENCE_DEAD_AIR_S, LUR_EVENT_DEAD_AIR, LUR_ROLE_NONE},
    {LUR_M_OVERLAP_TOTAL_S, LUR_EVENT_OVERLAP, LUR_ROLE_NONE},
    {LUR_M_OVERLAP_RATIO, LUR_EVENT_OVERLAP, LUR_ROLE_NONE},
    {LUR_M_OVERLAP_COUNT, LUR_EVENT_OVERLAP, LUR_ROLE_NONE},
    {LUR_M_OVERLAP_LONGEST_S, LUR_EVENT_OVERLAP, LUR_ROLE_NONE},
    {LUR_M_INTERRUPTION_AGENT_COUNT, LUR_EVENT_INTERRUPTION, LUR_ROLE_AGENT},
    {LUR_M_INTERRUPTION_AGENT_FLOOR_COUNT, LUR_EVENT_INTERRUPTION, LUR_ROLE_AGENT},
    {LUR_M_INTERRUPTION_AGENT_S, LUR_EVENT_INTERRUPTION, LUR_ROLE_AGENT},
    {LUR_M_INTERRUPTION_CALLER_COUNT, LUR_EVENT_INTERRUPTION, LUR_ROLE_CALLER},
    {LUR_M_INTERRUPTION_CALLER_FLOOR_COUNT, LUR_EVENT_INTERRUPTION, LUR_ROLE_CALLER},
    {LUR_M_INTERRUPTION_CALLER_S, LUR_EVENT_INTERRUPTION, LUR_ROLE_CALLER},
    {LUR_M_BACKCHANNEL_AGENT_COUNT, LUR_EVENT_BACKCHANNEL, LUR_ROLE_AGENT},
    {LUR_M_BACKCHANNEL_CALLER_COUNT, LUR_EVENT_BACKCHANNEL, LUR_ROLE_CALLER},
    {LUR_M_MONOLOGUE_AGENT_LONGEST_S, LUR_EVENT_MONOLOGUE, LUR_ROLE_AGENT},
    {LUR_M_MONOLOGUE_CALLER_LONGEST_S, LUR_EVENT_MONOLOGUE, LUR_ROLE_CALLER},
    {LUR_M_HOLD_COUNT, LUR_EVENT_HOLD, LUR_ROLE_NONE},
    {LUR_M_HOLD_TOTAL_S, LUR_EVENT_HOLD, LUR_ROLE_NONE},
    {LUR_M_HOLD_LONGEST_S, LUR_EVENT_HOLD, LUR_ROLE_NONE},
    {LUR_M_HOLD_MUSIC_S, LUR_EVENT_HOLD, LUR_ROLE_NONE},
    {LUR_M_TRANSFER_COUNT, LUR_EVENT_TRANSFER, LUR_ROLE_NONE},
    {LUR_M_CLOSING_LAST_SPEAKER, LUR_EVENT_MONOLOGUE, LUR_ROLE_NONE},
};
/// Measures of the longest of their kind, and those whose many small parts are best shown by the longest few.
enum { most_shown = 8 };
static const double least_shown_silence_s = 1;

static bool wants_longest(lur_measure which)
{
  return which == LUR_M_SILENCE_LONGEST_S || which == LUR_M_OVERLAP_LONGEST_S ||
         which == LUR_M_HOLD_LONGEST_S || which == LUR_M_MONOLOGUE_AGENT_LONGEST_S ||
         which == LUR_M_MONOLOGUE_CALLER_LONGEST_S;
}

static double length_of(struct lur_span s)
{
  return s.end_s - s.start_s;
}

static int by_length(const void *pa, const void *pb)
{
  const struct lur_span *a = pa, *b = pb;
  double la = length_of(*a), lb = length_of(*b);
  if (la != lb) return la > lb ? -1 : 1;
  return (a->start_s > b->start_s) - (a->start_s < b->start_s);
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_span *a = pa, *b = pb;
  return (a->start_s > b->start_s) - (a->start_s < b->start_s);
}

static lur_status collect(const struct lur_events *events, lur_event_type type, lur_role by,
                          struct lur_spans *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < events->n && status == LUR_OK; i++) {
    const struct lur_event *e = &events->at[i];
    if (e->type != type || (by != LUR_ROLE_NONE && e->track != by)) continue;
    status = lur_spans_add(out, e->start_s, e->end_s);
  }
  return status;
}

/// Takes out what does not start within [from_s, until_s), of the spans from `first` on.
static void keep_within(struct lur_spans *list, size_t first, double from_s, double until_s)
{
  size_t kept = first;
  for (size_t i = first; i < list->n; i++)
    if (list->at[i].start_s >= from_s && list->at[i].start_s < until_s) list->at[kept++] = list->at[i];
  list->n = kept;
}

/// Start of the first event of a type; INFINITY when there is none.
static double first_start(const struct lur_events *events, lur_event_type type)
{
  for (size_t i = 0; i < events->n; i++)
    if (events->at[i].type == type) return events->at[i].start_s;
  return (double)INFINITY;
}

/// What a measure of access is made of came before the answer; menus before the queue's first music.
static void keep_access(struct lur_spans *list, size_t first, lur_measure which,
                        const struct lur_events *events)
{
  double answer = first_start(events, LUR_EVENT_GREETING), queue = first_start(events, LUR_EVENT_MUSIC);
  if (which == LUR_M_ANSWER_QUEUE_S || which == LUR_M_ANSWER_RING_S || which == LUR_M_ANSWER_RING_COUNT ||
      which == LUR_M_ANSWER_RING_PLAN)
    keep_within(list, first, 0, answer);
  if (which == LUR_M_ANSWER_IVR_S || which == LUR_M_ANSWER_IVR_LEVELS)
    keep_within(list, first, 0, queue < answer ? queue : answer);
}

/// Announcements: what was recorded before the answer and no key followed before the next.
static lur_status collect_announcements(const struct lur_events *events, struct lur_spans *out)
{
  double answer = first_start(events, LUR_EVENT_GREETING);
  const struct lur_event *open = NULL;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < events->n && status == LUR_OK && events->at[i].start_s < answer; i++) {
    const struct lur_event *e = &events->at[i];
    bool prompt = e->type == LUR_EVENT_PROMPT;
    if (e->type == LUR_EVENT_DTMF) open = NULL; // it was a menu
    if (open && prompt) status = lur_spans_add(out, open->start_s, open->end_s);
    if (prompt) open = e;
  }
  return open && status == LUR_OK ? lur_spans_add(out, open->start_s, open->end_s) : status;
}

/// The wait is what is heard from the callee's first sound, or the queue's, to the first word of the answer.
static lur_status collect_wait(const struct lur_events *events, bool queue, struct lur_spans *out)
{
  double answer = first_start(events, LUR_EVENT_GREETING), start = answer;
  if (!isfinite(answer)) return LUR_OK;
  for (size_t i = events->n; i-- > 0;) {
    const struct lur_event *e = &events->at[i];
    if (e->start_s >= answer) continue;
    bool again = e->type == LUR_EVENT_PROMPT && isfinite(e->repeats_s);
    if (e->type == LUR_EVENT_MUSIC ||
        (!queue && (e->type == LUR_EVENT_RINGBACK || e->type == LUR_EVENT_PROMPT)))
      start = e->start_s;
    else if (again && queue)
      start = e->repeats_s;
  }
  if (!queue && !(start < answer)) start = 0; // nothing was heard before the answer
  return start < answer ? lur_spans_add(out, start, answer) : LUR_OK;
}

/// Keeps the longest `most` of the spans from `first` on, in order of start.
static void keep_longest(struct lur_spans *list, size_t first, size_t most)
{
  if (list->n - first > most) {
    qsort(list->at + first, list->n - first, sizeof *list->at, by_length);
    list->n = first + most;
  }
  if (list->n > first) qsort(list->at + first, list->n - first, sizeof *list->at, by_start);
}

/// Takes out silences too short to be worth hearing.
static void drop_pauses(struct lur_spans *list, size_t first)
{
  size_t kept = first;
  for (size_t i = first; i < list->n; i++)
    if (length_of(list->at[i]) >= least_shown_silence_s) list->at[kept++] = list->at[i];
  list->n = kept;
}

lur_status lur_measure_evidence(lur_measure which, const struct lur_events *events, struct lur_spans *out)
{
  size_t first = out->n;
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
    if (sources[i].measure != which) continue;
    lur_status status = collect(events, sources[i].type, sources[i].by, out);
    if (status != LUR_OK) return status;
    if (which == LUR_M_ANSWER_BUSY) {
      status = collect(events, LUR_EVENT_CONGESTION, LUR_ROLE_NONE, out);
      if (status != LUR_OK) return status;
    }
  }
  if (which == LUR_M_ANSWER_WAIT_S || which == LUR_M_ANSWER_WAIT_FROM_QUEUE_S)
    return collect_wait(events, which == LUR_M_ANSWER_WAIT_FROM_QUEUE_S, out);
  if (which == LUR_M_ANSWER_ANNOUNCEMENTS) {
    lur_status status = collect_announcements(events, out);
    keep_longest(out, first, most_shown);
    return status;
  }
  keep_access(out, first, which, events);
  if (which == LUR_M_CLOSING_LAST_SPEAKER && out->n > first)
    out->at[first] = out->at[out->n - 1], out->n = first + 1;
  keep_longest(out, first, wants_longest(which) ? 1 : most_shown);
  if (which == LUR_M_SILENCE_MUTUAL_S || which == LUR_M_SILENCE_MUTUAL_RATIO) drop_pauses(out, first);
  return LUR_OK;
}

/// The event type of a name's first n characters, or LUR_EVENT_TYPES.
static lur_event_type type_of(const char *name, size_t n)
{
  int t = 0;
  while (t < LUR_EVENT_TYPES && (strlen(lur_event_name((lur_event_type)t)) != n ||
                                 strncmp(lur_event_name((lur_event_type)t), name, n) != 0))
    t++;
  return (lur_event_type)t;
}

lur_status lur_event_evidence(const char *name, const struct lur_events *events, struct lur_spans *out)
{
  size_t first = out->n, n = strcspn(name, " ");
  lur_event_type type = type_of(name, n);
  lur_role by = LUR_ROLE_NONE;
  const char *party = name + n;
  if (strcmp(party, " by agent") == 0 || strcmp(party, " of agent") == 0) by = LUR_ROLE_AGENT;
  if (strcmp(party, " by caller") == 0 || strcmp(party, " of caller") == 0) by = LUR_ROLE_CALLER;
  if (type == LUR_EVENT_TYPES || (*party && by == LUR_ROLE_NONE)) return LUR_NOT_FOUND;
  lur_status status = collect(events, type, by, out);
  keep_longest(out, first, most_shown);
  return status;
}
